//go:build !linux

package main

var platformPrograms map[string]func()
