// Package main builds the PocketBase server that Stock Assistant pins in go.mod:
// the official server with the JavaScript hooks plugin, and the same flags.
package main

import (
	"log"
	"os"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/plugins/jsvm"
	"github.com/pocketbase/pocketbase/plugins/migratecmd"
)

// Go's part of what a container may take; the rest is for SQLite, whose memory Go does not count.
const memoryRatio = 0.75

func main() {
	// Near the limit of its container it collects garbage more often. Where there is none, or GOMEMLIMIT says
	// another, nothing is set.
	_, _ = memlimit.Set(memlimit.WithRatio(memoryRatio))

	app := pocketbase.New()

	var hooks jsvm.Config
	var migrations migratecmd.Config
	flags := app.RootCmd.PersistentFlags()
	flags.StringVar(&hooks.HooksDir, "hooksDir", "", "the directory with the JavaScript hooks")
	flags.BoolVar(&hooks.HooksWatch, "hooksWatch", false, "restart when a hook file changes")
	flags.IntVar(&hooks.HooksPoolSize, "hooksPool", 15, "JavaScript runtimes kept ready")
	flags.StringVar(&migrations.Dir, "migrationsDir", "", "the directory with the migrations")
	flags.BoolVar(&migrations.Automigrate, "automigrate", false, "write a migration for every change of a collection")
	app.RootCmd.ParseFlags(os.Args[1:])

	hooks.MigrationsDir = migrations.Dir
	jsvm.MustRegister(app, hooks)
	migrations.TemplateLang = migratecmd.TemplateLangJS
	migratecmd.MustRegister(app, app.RootCmd, migrations)

	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}
