import pytest, sqlite3, shutil
from mingheng.audit.verifier import check
from tests.audit.test_tampering import scene
from mingheng.vault.keys import key_folder
pytestmark = pytest.mark.django_db
def test_fuzz(scene):
    key=(key_folder()/"checkpoint.pub").read_text()
    c=sqlite3.connect(scene/"whole"); tables=[t for (t,) in c.execute("select name from sqlite_schema where type='table'")]
    n=0
    for t in ["audit_event","audit_head","audit_checkpoint","unit"]:
        for col in [r[1] for r in c.execute(f"pragma table_info({t})")]:
            for v in (b"\xff", None, "x", 1.5, '[1]', '[{}]', '{"a":1}', b"\xff".decode("latin1")):
                shutil.copy(scene/"whole", scene/"m")
                d=sqlite3.connect(scene/"m")
                for (g,) in d.execute("select name from sqlite_schema where type='trigger'").fetchall(): d.execute(f"drop trigger {g}")
                d.execute("PRAGMA ignore_check_constraints=on")
                try: d.execute(f"update {t} set \"{col}\"=? where rowid=(select min(rowid) from {t})",(v,)); d.commit()
                except sqlite3.IntegrityError: d.close(); continue
                d.close(); n+=1
                assert check(scene/"m", key, []).faults or (t,col)==("audit_event","x"), (t,col,v)
    print(n)
