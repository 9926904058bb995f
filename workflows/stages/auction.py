"""Disposal and auction (财产处置): pricing, rounds, sale or debt-for-asset, thing by thing."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.property import Asset

from workflows import steps
from workflows.run import CaseRun


async def auction(run: CaseRun) -> None:
    """Ask for prices and publish rounds as they are planned, until nothing is being disposed of."""
    while any(asset.in_disposal for asset in run.state.assets.values()):
        for asset in _to_inquire(run):
            await steps.inquire_price(run, asset.id)
        for asset in _to_publish(run):
            await steps.publish_auction(run, asset.id, asset.planned_round)
        await run.until(
            lambda: (
                not any(asset.in_disposal for asset in run.state.assets.values())
                or bool(_to_inquire(run) or _to_publish(run))
            )
        )


def _to_inquire(run: CaseRun) -> tuple[Asset, ...]:
    return tuple(
        asset
        for asset in run.state.assets.values()
        if asset.pricing_method == "network_inquiry" and not asset.price_inquired
    )


def _to_publish(run: CaseRun) -> tuple[Asset, ...]:
    return tuple(
        asset
        for asset in run.state.assets.values()
        if asset.planned_round and asset.planned_round != asset.published_round
    )
