package paper

import (
	"os/exec"
	"path"
	"runtime"
)

// Find returns the program of a browser: the one named, a path or a name that
// the system finds, else the first that the machine has of Chrome, Edge,
// Chromium and Brave. env holds the environment. The error is a *BrowserError.
func Find(named string, env map[string]string) (string, error) {
	candidates := places(runtime.GOOS, env)
	if named != "" {
		candidates = []string{named}
	}
	for _, name := range candidates {
		if file, err := exec.LookPath(name); err == nil {
			return file, nil
		}
	}
	return "", &BrowserError{Reason: NotFound, Browser: named}
}

// places are where a system keeps browsers, in the order they are tried.
func places(system string, env map[string]string) []string {
	switch system {
	case "windows":
		var all []string
		for _, program := range []string{
			`Google\Chrome\Application\chrome.exe`, `Microsoft\Edge\Application\msedge.exe`,
			`Chromium\Application\chrome.exe`, `BraveSoftware\Brave-Browser\Application\brave.exe`,
		} {
			for _, folder := range []string{"ProgramFiles", "ProgramFiles(x86)", "LocalAppData"} {
				if dir := env[folder]; dir != "" {
					all = append(all, dir+`\`+program)
				}
			}
		}
		return all
	case "darwin":
		var all []string
		for _, name := range []string{"Google Chrome", "Microsoft Edge", "Chromium", "Brave Browser"} {
			program := name + ".app/Contents/MacOS/" + name
			all = append(all, "/Applications/"+program)
			if home := env["HOME"]; home != "" {
				all = append(all, path.Join(home, "Applications", program))
			}
		}
		return all
	}
	return []string{
		"google-chrome-stable", "google-chrome", "microsoft-edge-stable", "microsoft-edge",
		"chromium", "chromium-browser", "brave-browser", "brave", "/snap/bin/chromium",
	}
}
