import os

import pytest
from mlflow.entities.webhook import WebhookStatus
from mlflow.exceptions import MlflowException

# A public address, since hosts are resolved. The webhooks are disabled: nothing is sent.
address = "https://1.1.1.1/hook"


@pytest.fixture(autouse=True)
def admin(monkeypatch, experiment):
    """Signs in as an administrator, if the server has callers."""
    if "ADMIN_KEY" in os.environ:
        monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", os.environ["ADMIN_KEY"])


def create(client, name, event="model_version.created", **options):
    return client.create_webhook(name, address, [event], status="DISABLED", **options)


def test_a_webhook_is_created_listed_updated_and_deleted(client, unique):
    made = create(client, unique, description="tells", secret="s" * 20)
    assert (made.name, made.url, made.description, made.secret) == (unique, address, "tells", None)
    assert made.status == WebhookStatus.DISABLED and [str(event) for event in made.events] == ["model_version.created"]
    stored = client.get_webhook(made.webhook_id)
    assert stored.name == unique and stored.secret is None
    client.update_webhook(made.webhook_id, url=f"{address}/2", events=["registered_model.created"])
    stored = client.get_webhook(made.webhook_id)
    assert (stored.url, stored.status) == (f"{address}/2", WebhookStatus.DISABLED)
    assert [str(event) for event in stored.events] == ["registered_model.created"] and stored.description == "tells"
    assert made.webhook_id in {one.webhook_id for one in client.list_webhooks(max_results=100)}
    client.delete_webhook(made.webhook_id)
    with pytest.raises(MlflowException) as info:
        client.get_webhook(made.webhook_id)
    assert info.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_webhooks_are_listed_in_pages(client, unique):
    made = {create(client, f"{unique}-{i}", "model_version_alias.created").webhook_id for i in range(3)}
    seen, token = set(), None
    while True:
        page = client.list_webhooks(max_results=2, page_token=token)
        assert len(page) <= 2
        seen |= {one.webhook_id for one in page}
        token = page.token
        if not token:
            break
    assert made <= seen
    for webhook_id in made:
        client.delete_webhook(webhook_id)


@pytest.mark.parametrize("url", ["   ", "ftp://example.com/", "http://[broken", "file:///etc/passwd"])
def test_an_address_of_a_webhook_is_checked(client, unique, url):
    with pytest.raises(MlflowException) as info:
        client.create_webhook(unique, url, ["model_version.created"])
    assert info.value.error_code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]", "10.0.0.1", "0.0.0.0"])
def test_an_address_inside_the_network_is_refused(client, unique, host):
    with pytest.raises(MlflowException) as info:
        client.create_webhook(unique, f"https://{host}/", ["model_version.created"], status="DISABLED")
    assert info.value.error_code == "INVALID_PARAMETER_VALUE"
