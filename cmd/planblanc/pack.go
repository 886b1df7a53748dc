package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/folder"
	"planblanc/internal/output"
	"planblanc/internal/pack"
)

// packing is what pack is asked for.
type packing struct {
	site, file      string
	bag             bool
	single, service string
}

func (a *app) packCommand() *cobra.Command {
	var p packing
	cmd := &cobra.Command{
		Use:   "pack",
		Short: a.t("Mettre un site construit dans un seul fichier", "Put a built site into one file"),
		Long: a.t(`Met un site construit dans une archive .zip dont le contenu extrait est celui d'une clé :
l'extraire sur une clé ou un poste suffit, et planblanc verify la vérifie. Les signatures suivent. Un
même site donne toujours la même archive, octet pour octet.

Avec --bagit, l'archive contient un paquet BagIt (RFC 8493), pour un service d'archives.

Avec --single, le site entier devient une seule page HTML, avec sa recherche, ses styles et ses images :
pour une tablette, un courriel, ou une borne qui retire les scripts des clés. Sans JavaScript, elle se lit
comme un long document. Les classeurs et les PDF n'y sont pas. --service n'y met que ce qui sert à un
service : ses fiches, celles de tous, les formulaires cités, l'annuaire et le glossaire.`,
			`Puts a built site into a .zip archive whose extracted content is that of a key: extracting it
onto a key or a machine is enough, and planblanc verify verifies it. Signatures come along. The same
site always gives the same archive, byte for byte.

With --bagit the archive holds a BagIt bag (RFC 8493), for an archive service.

With --single the whole site becomes one HTML page, with its search, styles and images: for a tablet, for
mail, or for a kiosk that takes scripts off keys. Without JavaScript it reads as one long document. Binders
and PDFs are not in it. --service puts in only what one service needs: its cards, those for all, the forms
that they cite, the directory and the glossary.`),
		Example: a.t(`  planblanc pack                            public/ dans plan-blanc.zip
  planblanc pack -d public -o plan-blanc-2026.11.zip
  planblanc pack --bagit -o versement-2026.zip
  planblanc pack --single plan-blanc.html
  planblanc pack --single urgences.html --service urgences`,
			`  planblanc pack                            public/ into plan-blanc.zip
  planblanc pack -d public -o plan-blanc-2026.11.zip
  planblanc pack --bagit -o deposit-2026.zip
  planblanc pack --single plan-blanc.html
  planblanc pack --single urgences.html --service urgences`),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if wrong := a.mixed(cmd, p); wrong != "" {
				return a.seeHelp(cmd, wrong)
			}
			s, err := pack.Load(folder.At(p.site))
			if err != nil {
				return a.keyProblem(p.site, err)
			}
			if p.single != "" {
				return a.packSingle(s, p)
			}
			return a.packArchive(s, p)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&p.site, "destination", "d", "public", a.t("`DOSSIER` du site construit", "`FOLDER` of the built site"))
	f.StringVarP(&p.file, "output", "o", "plan-blanc.zip", a.t("`FICHIER` à écrire", "`FILE` to write"))
	f.BoolVar(&p.bag, "bagit", false, a.t("écrire un paquet BagIt", "write a BagIt bag"))
	f.StringVar(&p.single, "single", "", a.t("écrire une seule page HTML, dans ce `FICHIER`", "write one HTML page, to this `FILE`"))
	f.StringVar(&p.service, "service", "", a.t("avec --single, ce qui sert à un service, par son `ID`", "with --single, what one service needs, by its `ID`"))
	_ = cmd.MarkFlagDirname("destination")
	return cmd
}

// mixed says which flags do not go together, or "".
func (a *app) mixed(cmd *cobra.Command, p packing) string {
	given := cmd.Flags().Changed
	switch {
	case given("single") && (p.bag || given("output")):
		return a.t("--single ne va ni avec --output ni avec --bagit", "--single goes neither with --output nor with --bagit")
	case given("single") && p.single == "":
		return a.t("--single attend un nom de fichier", "--single needs the name of a file")
	case given("service") && !given("single"):
		return a.t("--service ne va qu'avec --single", "--service goes with --single only")
	}
	return ""
}

// packArchive writes a site as a .zip.
func (a *app) packArchive(s *pack.Site, p packing) error {
	var size int64
	err := output.SaveStream(p.file, func(w io.Writer) error {
		counted := &counter{Writer: w}
		defer func() { size = counted.n }()
		if p.bag {
			return s.Bag(counted, strings.TrimSuffix(filepath.Base(p.file), filepath.Ext(p.file)))
		}
		_, err := s.Key(counted)
		return err
	})
	if err != nil {
		return err
	}
	m := s.Contents.Manifest
	fmt.Fprintf(a.stdout, a.t("Archive écrite : %s, %s, édition %s du %s, %s.\n", "Archive written: %s, %s, edition %s of %s, %s.\n"),
		filepath.ToSlash(p.file), a.size(size), m.Edition, m.Built, a.count(len(s.Contents.Entries)+1+len(s.Contents.Signatures), "fichier", "file"))
	fmt.Fprintf(a.stdout, a.t("Empreinte : %s\n", "Fingerprint: %s\n"), output.Envelope(s.Contents.Sums))
	return nil
}

// counter counts what is written through it.
type counter struct {
	io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}
