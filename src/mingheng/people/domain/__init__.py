"""The verbs of this part. Each writes one event, or says with `Refused` what is not possible and what to do."""

from mingheng.people.domain.memberships import become_full, join_unit, leave_unit, transfer_member
from mingheng.people.domain.persons import add_person, correct_person, reveal
from mingheng.people.domain.posts import add_post, end_post

__all__ = [
    "add_person",
    "add_post",
    "become_full",
    "correct_person",
    "end_post",
    "join_unit",
    "leave_unit",
    "reveal",
    "transfer_member",
]
