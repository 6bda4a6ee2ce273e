"""What a competent team writes by hand around a state machine library: one model, one audit row a step."""
