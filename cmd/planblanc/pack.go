package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/output"
	"planblanc/internal/pack"
)

func (a *app) packCommand() *cobra.Command {
	var site, file string
	var bag bool
	cmd := &cobra.Command{
		Use:   "pack",
		Short: a.t("Mettre un site construit dans une seule archive", "Put a built site into one archive"),
		Long: a.t(`Met un site construit dans une archive .zip dont le contenu extrait est celui d'une clé :
l'extraire sur une clé ou un poste suffit, et planblanc verify la vérifie. Les signatures suivent. Un
même site donne toujours la même archive, octet pour octet.

Avec --bagit, l'archive contient un paquet BagIt (RFC 8493), pour un service d'archives.`,
			`Puts a built site into a .zip archive whose extracted content is that of a key: extracting it
onto a key or a machine is enough, and planblanc verify verifies it. Signatures come along. The same
site always gives the same archive, byte for byte.

With --bagit the archive holds a BagIt bag (RFC 8493), for an archive service.`),
		Example: a.t(`  planblanc pack                            public/ dans plan-blanc.zip
  planblanc pack -d public -o plan-blanc-2026.11.zip
  planblanc pack --bagit -o versement-2026.zip`,
			`  planblanc pack                            public/ into plan-blanc.zip
  planblanc pack -d public -o plan-blanc-2026.11.zip
  planblanc pack --bagit -o deposit-2026.zip`),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			s, err := pack.Load(os.DirFS(site))
			if err != nil {
				return a.keyProblem(site, err)
			}
			var size int64
			err = output.SaveStream(file, func(w io.Writer) error {
				counted := &counter{Writer: w}
				defer func() { size = counted.n }()
				if bag {
					return s.Bag(counted, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)))
				}
				_, err := s.Key(counted)
				return err
			})
			if err != nil {
				return err
			}
			m := s.Contents.Manifest
			fmt.Fprintf(a.stdout, a.t("Archive écrite : %s, %s, édition %s du %s, %s.\n", "Archive written: %s, %s, edition %s of %s, %s.\n"),
				filepath.ToSlash(file), a.size(size), m.Edition, m.Built, a.count(len(s.Contents.Entries)+1+len(s.Contents.Signatures), "fichier", "file"))
			fmt.Fprintf(a.stdout, a.t("Empreinte : %s\n", "Fingerprint: %s\n"), output.Envelope(s.Contents.Sums))
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVarP(&site, "destination", "d", "public", a.t("`DOSSIER` du site construit", "`FOLDER` of the built site"))
	f.StringVarP(&file, "output", "o", "plan-blanc.zip", a.t("`FICHIER` à écrire", "`FILE` to write"))
	f.BoolVar(&bag, "bagit", false, a.t("écrire un paquet BagIt", "write a BagIt bag"))
	_ = cmd.MarkFlagDirname("destination")
	return cmd
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
