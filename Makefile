PYTHON ?= python3

.PHONY: run demo up down status trial test check requirements mutate bench clean

run:     ; @$(PYTHON) -m local run
demo:    ; @$(PYTHON) -m local demo
up:      ; @$(PYTHON) -m local up
down:    ; @$(PYTHON) -m local down
status:  ; @$(PYTHON) -m local status
trial:   ; @$(PYTHON) -m local trial
test:    ; @$(PYTHON) -m local test
check:   ; @$(PYTHON) -m local check
requirements: ; @$(PYTHON) -m local requirements
mutate:  ; @$(PYTHON) -m local mutate
bench:   ; @$(PYTHON) -m local bench
clean:   ; @$(PYTHON) -m local clean
