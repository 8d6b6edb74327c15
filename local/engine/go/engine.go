//go:build engine

// Package engine only names the command that is built, so that go.mod and go.sum pin everything it needs.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
