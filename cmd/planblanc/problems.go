package main

import (
	"errors"
	"fmt"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/output"
)

// editProblem says in the reader's language why a source could not be changed,
// or "" when the error is of another kind.
func (a *app) editProblem(err error) string {
	if e, ok := errors.AsType[*content.UneditableError](err); ok {
		place := e.File
		if e.Line > 0 {
			place = fmt.Sprintf("%s:%d", e.File, e.Line)
		}
		return fmt.Sprintf(a.t("%s : la clé « %s » ne peut pas être changée sans toucher au reste : l'écrire sur une seule ligne, « %s: valeur » ; rien n'est changé",
			"%s: key “%s” cannot be changed without touching the rest: write it on one line, “%s: value”; nothing is changed"), place, e.Key, e.Key)
	}
	if e, ok := errors.AsType[*content.RowsError](err); ok {
		return fmt.Sprintf(a.t("%s : rien ne peut y être ajouté : écrire un élément par ligne, qui commence par « - » ; rien n'est changé",
			"%s: nothing can be added to it: write one item a line, beginning with “- ”; nothing is changed"), e.File)
	}
	return ""
}

// outputProblem says in the reader's language why a site could not be written,
// or "" when the error is of another kind.
func (a *app) outputProblem(err error) string {
	if e, ok := errors.AsType[*output.NotOursError](err); ok {
		return fmt.Sprintf(a.t("« %s » n'est pas vide et ne contient pas un site de planblanc : choisir un autre dossier (-d), ou ajouter --force pour y écrire en gardant ses fichiers",
			"“%s” is not empty and holds no planblanc site: choose another folder (-d), or add --force to write there and keep its files"), e.Dir)
	}
	if e, ok := errors.AsType[*output.BusyError](err); ok {
		holder := ""
		if e.Holder != "" {
			holder = " (" + e.Holder + ")"
		}
		return fmt.Sprintf(a.t("une autre construction écrit dans « %s »%s : attendre qu'elle finisse", "another build is writing to “%s”%s: wait for it to end"), e.Dir, holder)
	}
	if e, ok := errors.AsType[*output.ConflictError](err); ok {
		return fmt.Sprintf(a.t("« %s/%s » n'est pas de planblanc et occupe la place d'une page : déplacer ce fichier", "“%s/%s” is not planblanc's and stands where a page must go: move that file"), e.Dir, e.Path)
	}
	if e, ok := errors.AsType[*output.SpaceError](err); ok {
		return fmt.Sprintf(a.t("pas assez de place sur « %s » : il manque %s ; rien n'est écrit", "not enough room on “%s”: %s are missing; nothing is written"), e.Dir, a.size(e.Missing))
	}
	if e, ok := errors.AsType[*output.SwapError](err); ok {
		return a.swapProblem(e)
	}
	if e, ok := errors.AsType[*output.StrandedError](err); ok {
		return fmt.Sprintf(a.t("une construction interrompue a laissé l'ancien site dans « %s », et « %s » a été créé depuis : déplacer l'un des deux",
			"an interrupted build left the former site in “%s”, and “%s” was made since: move one of them away"), e.Old, e.Dir)
	}
	if e, ok := errors.AsType[*output.NotFolderError](err); ok {
		return fmt.Sprintf(a.t("« %s » n'est pas un dossier", "“%s” is not a folder"), e.Path)
	}
	if e, ok := errors.AsType[*output.ExistsError](err); ok {
		return fmt.Sprintf(a.t("déjà là dans « %s » : %s ; rien n'est écrit", "already in “%s”: %s; nothing is written"), e.Dir, strings.Join(e.Paths, ", "))
	}
	if e, ok := errors.AsType[*output.RefusedError](err); ok {
		why := map[output.Reason]string{
			output.Root:    a.t("c'est la racine d'un disque", "it is the top of a disk"),
			output.Home:    a.t("il contient le dossier personnel", "it contains the home folder"),
			output.Current: a.t("il contient le dossier courant", "it contains the current folder"),
		}[e.Reason]
		return fmt.Sprintf(a.t("« %s » ne peut pas devenir un site : %s ; nommer un dossier vide avec -d", "“%s” cannot become a site: %s; name an empty folder with -d"), e.Dir, why)
	}
	return ""
}

func (a *app) swapProblem(e *output.SwapError) string {
	where := a.t("l'ancien site est en place", "the former site is in place")
	if e.Old != "" {
		where = fmt.Sprintf(a.t("l'ancien site est dans « %s », la prochaine construction le remettra en place", "the former site is in “%s”, the next build puts it back"), e.Old)
	}
	return fmt.Sprintf(a.t("« %s » est sans doute ouvert dans un autre programme : le fermer, puis recommencer ; %s (%v)",
		"“%s” is probably open in another program: close it and try again; %s (%v)"), e.Dir, where, e.Err)
}
