import time
def test_a(world):
    t=time.time()
    print(len(world.holders), world.line, world.event)
