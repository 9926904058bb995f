from tests.workflows.test_whole_case import *
async def test_x(house):
    house.filing = FilingDesk(house.database, Books(), history_limit=40)
    key = await roads.simple_case(house)
    for act in roads.SIMPLE_CASE:
        try: await act(house, key)
        except BaseException as e:
            print(repr(e)); print(house.kinds(key)); print(await house.desk.status(key)); 
            d=await house.handle(key).describe(); print(d.run_id, d.history_length, d.status)
            async for ev in house.client.get_workflow_handle(key, run_id=d.run_id).fetch_history_events(): print(ev.event_type, ev.user_metadata.summary.data)
            assert 0
