package key

import (
	"path"
	"strings"
)

// IsLeftover reports whether a file or folder of that name is what systems
// leave on any key: indexes, bins, thumbnails, chains that a check of the disk
// found. It does no harm and tells nothing.
func IsLeftover(name string) bool {
	lower := strings.ToLower(path.Base(name))
	switch lower {
	case "system volume information", "$recycle.bin", "recycler", "lost.dir", "lost+found", "desktop.ini", "thumbs.db", ".gitignore",
		".ds_store", ".trashes", ".fseventsd", ".spotlight-v100", ".temporaryitems", ".documentrevisions-v100", ".apdisk":
		return true
	}
	return strings.HasPrefix(lower, "._") || strings.HasPrefix(lower, ".trash-") || strings.HasPrefix(lower, "found.")
}

// IsExecutable reports whether a double-click on a file of that name may run
// something on Windows, or open what runs something. Windows drops the dots and
// spaces at the end of a name. This program is one on every system.
func IsExecutable(name string) bool {
	base := strings.TrimRight(strings.ToLower(path.Base(name)), " .")
	switch path.Ext(base) {
	case ".exe", ".com", ".scr", ".pif", ".bat", ".cmd", ".lnk", ".url", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".wsh", ".hta", ".ps1", ".psm1",
		".msi", ".msp", ".mst", ".msc", ".cpl", ".dll", ".sys", ".ocx", ".inf", ".reg", ".jar", ".chm", ".hlp", ".gadget", ".application", ".appx", ".msix",
		".iso", ".img", ".vhd", ".vhdx", ".settingcontent-ms", ".library-ms", ".search-ms", ".scf", ".docm", ".xlsm", ".pptm", ".xll", ".one",
		".app", ".command", ".dmg", ".pkg", ".sh", ".desktop", ".run":
		return true
	}
	return strings.HasPrefix(base, "autorun.") || base == "planblanc"
}

// isProgram is IsExecutable, but for the scripts of a site's pages, which stand
// in folders.
func isProgram(name string) bool {
	return IsExecutable(name) && (path.Ext(name) != ".js" || path.Dir(name) == ".")
}
