package paper

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"planblanc/internal/sitetest"
)

// TestMain makes of this test a browser too: one that fails in the way named by
// the environment.
func TestMain(m *testing.M) {
	if way := os.Getenv("FAKE_BROWSER"); way != "" {
		os.Exit(sitetest.FakeBrowser(way))
	}
	code := m.Run()
	if running != nil {
		running.Close()
	}
	os.Exit(code)
}

var (
	running *Press
	once    sync.Once
)

// loaded is the patience of a test, whose machine may have other things to do.
const loaded = 10 * time.Minute

// press is one browser for all tests; a machine without one fails them.
func press(t testing.TB) *Press {
	t.Helper()
	once.Do(func() {
		program, err := Find("", map[string]string{})
		if err != nil {
			t.Fatal(err)
		}
		if running, err = Start(context.Background(), Options{Browser: program, NoSandbox: os.Getuid() == 0, Patience: loaded}); err != nil {
			t.Fatal(err)
		}
	})
	if running == nil {
		t.Fatal("no browser")
	}
	return running
}
