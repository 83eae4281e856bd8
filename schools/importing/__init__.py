"""Reading published school lists into the register: file → cells → comparison → apply."""
