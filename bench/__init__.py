"""How fast is the kernel on this machine? Every figure stands beside a floor measured in the same run."""
