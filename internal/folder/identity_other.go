//go:build !linux && !darwin

package folder

import "io/fs"

// Identify knows of no time of change here: Windows tells it of open files only,
// and to open a file is most of reading it.
func Identify(fs.FileInfo) (Identity, bool) { return Identity{}, false }
