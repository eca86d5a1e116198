import pytest
from mlflow.entities.webhook import WebhookStatus
from mlflow.exceptions import MlflowException


def test_a_webhook_is_created_listed_updated_and_deleted(client, unique):
    made = client.create_webhook(
        unique, "https://example.com/hook", ["model_version.created"], description="tells", secret="s" * 20
    )
    assert (made.name, made.url, made.description, made.secret) == (unique, "https://example.com/hook", "tells", None)
    assert made.status == WebhookStatus.ACTIVE and [str(event) for event in made.events] == ["model_version.created"]
    stored = client.get_webhook(made.webhook_id)
    assert stored.name == unique and stored.secret is None
    client.update_webhook(
        made.webhook_id, url="https://example.com/other", events=["registered_model.created"], status="DISABLED"
    )
    stored = client.get_webhook(made.webhook_id)
    assert (stored.url, stored.status) == ("https://example.com/other", WebhookStatus.DISABLED)
    assert [str(event) for event in stored.events] == ["registered_model.created"] and stored.description == "tells"
    assert made.webhook_id in {one.webhook_id for one in client.list_webhooks(max_results=100)}
    client.delete_webhook(made.webhook_id)
    with pytest.raises(MlflowException) as info:
        client.get_webhook(made.webhook_id)
    assert info.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_webhooks_are_listed_in_pages(client, unique):
    made = {
        client.create_webhook(f"{unique} {i}", "https://example.com/", ["model_version_alias.created"]).webhook_id
        for i in range(3)
    }
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
