# A thin alias: `make test` is `./dev test`.
.PHONY: setup run test lint check bench
setup run test lint check bench:
	@./dev $@
