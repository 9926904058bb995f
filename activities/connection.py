"""The connection to Temporal: standard environment and profiles, our converter and codec."""

import dataclasses
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.envconfig import ClientConfig
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from activities.codec import EncryptingCodec, KeyRing
from models.settings import Settings

DEFAULT_ADDRESS = "127.0.0.1:7233"
"""Where Temporal is looked for when neither environment nor profile says."""


def data_converter(settings: Settings) -> DataConverter:
    """Pydantic values on the wire, encrypted where the installation has keys."""
    if settings.codec_keys is None:
        return pydantic_data_converter
    return dataclasses.replace(
        pydantic_data_converter,
        payload_codec=EncryptingCodec(KeyRing.read(settings.codec_keys)),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


async def connect(settings: Settings, *, lazy: bool = False) -> Client:
    """A client by `TEMPORAL_*` and profiles; metrics where the settings name an address.

    Raises RuntimeError when the server cannot be reached, unless `lazy`.
    """
    given: dict[str, Any] = {"target_host": DEFAULT_ADDRESS, **ClientConfig.load_client_connect_config()}
    return await Client.connect(
        **given, data_converter=data_converter(settings), runtime=_runtime(settings), lazy=lazy
    )


def _runtime(settings: Settings) -> Runtime | None:
    if not settings.metrics_address:
        return None
    metrics = PrometheusConfig(bind_address=settings.metrics_address, durations_as_seconds=True)
    return Runtime(telemetry=TelemetryConfig(metrics=metrics))
