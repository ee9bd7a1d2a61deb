# Everything by name; Scripts/ holds what these do.

.PHONY: run test bench format parity

run: ## A ready-made sandbox with real sample data, in the browser; it prints its address, too
	Scripts/install run
	swift build --configuration release --product sojourn
	.build/release/sojourn demo --open

test: ## Every check, as in CI
	Scripts/install test
	Scripts/ci

bench: ## Every figure beside its ceiling and its budget, on both databases
	Scripts/install test
	Scripts/bench

format: ## Format in place what `Scripts/ci format` would complain about
	swift format --in-place --parallel --recursive Sources Tests Package.swift

parity: ## docs/parity.md from the tests
	Scripts/parity
