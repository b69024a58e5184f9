"""Read what strangers have made, in a process of its own that may use little and touch nothing.

`asking` is the side of the site; all others run in the child: `python -I -m mingheng.ledger.file_reading KIND FD`.
"""
