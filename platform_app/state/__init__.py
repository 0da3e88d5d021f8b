"""What pages show and do: one module per page; thin, because services know how."""
