# Everything by name; Scripts/ holds what these do.

.PHONY: run test bench format parity

run: ## A ready-made sandbox with real sample data; it prints its address
	Scripts/install run
	swift build --configuration release --product sojourn
	.build/release/sojourn demo

test: ## Every check, as in CI
	Scripts/install test
	Scripts/ci

bench: ## The budgets, on both databases, next to the ceilings of this machine
	Scripts/install test
	swift build --configuration release --product sojourn
	Scripts/postgres --durable run .build/release/sojourn bench

format: ## Format in place what `Scripts/ci format` would complain about
	swift format --in-place --parallel --recursive Sources Tests Package.swift

parity: ## docs/parity.md from the tests
	Scripts/parity
