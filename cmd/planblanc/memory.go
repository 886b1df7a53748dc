package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"planblanc/internal/key"
	"planblanc/internal/output"
)

// What this machine remembers, never kept on a key.

// stateFolder is where it is kept: the folder for states of the XDG Base
// Directory Specification, and its like on Windows and macOS; "" when the
// environment names none.
func (a *app) stateFolder() string {
	return a.folderOf("XDG_STATE_HOME", []string{".local", "state"}, "LOCALAPPDATA")
}

// cacheFolder is where what can be brought again waits.
func (a *app) cacheFolder() string {
	return a.folderOf("XDG_CACHE_HOME", []string{".cache"}, "LOCALAPPDATA")
}

// configFolder is where people put their settings of planblanc.
func (a *app) configFolder() string {
	return a.folderOf("XDG_CONFIG_HOME", []string{".config"}, "APPDATA")
}

func (a *app) folderOf(xdg string, below []string, windows string) string {
	dir := a.env[xdg]
	home := a.env["HOME"]
	switch {
	case dir != "":
	case runtime.GOOS == "windows":
		dir = a.env[windows]
	case home == "":
	case runtime.GOOS == "darwin":
		dir = filepath.Join(home, "Library", "Application Support")
	default:
		dir = filepath.Join(append([]string{home}, below...)...)
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "planblanc")
}

// seen is the highest number of a genuine edition of each site.
type seen struct {
	Sites map[string]int64 `json:"sites"`
	file  string
}

// seen reads what was seen. A damaged memory is an error: without it an old key
// would pass for a new one.
func (a *app) seen() (*seen, error) {
	s := &seen{Sites: map[string]int64{}}
	dir := a.stateFolder()
	if dir == "" {
		return s, nil
	}
	s.file = filepath.Join(dir, "seen.json")
	text, err := os.ReadFile(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, s); err != nil || s.Sites == nil {
		return nil, fmt.Errorf(a.t("« %s » est illisible : ce poste ne sait plus quelles éditions il a vues ; le déplacer pour repartir de zéro, ou ajouter --no-memory",
			"“%s” is illegible: this machine no longer knows which editions it saw; move it away to start anew, or add --no-memory"), s.file)
	}
	return s, nil
}

// remember keeps the number of a genuine edition.
func (a *app) remember(s *seen, r key.Result) error {
	if s.file == "" || r.Verdict != key.Authentic && r.Verdict != key.Expired || r.Copies[0].Number <= s.Sites[r.Copies[0].Site] {
		return nil
	}
	s.Sites[r.Copies[0].Site] = r.Copies[0].Number
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return output.Save(s.file, append(text, '\n'))
}
