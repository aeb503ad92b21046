"""The cloud is reached as its record has it, whatever other clouds its user knows."""

from pathlib import Path

import pytest

pytest.importorskip("openstack", reason="needs openstacksdk")

from deployments.openstack._cloud import Cloud
from deployments.openstack._identity import connection

OTHER = """
clouds:
  other:
    auth: {auth_url: "http://other.test/v3", username: other, password: other, project_name: other}
    region_name: Elsewhere
    compute_endpoint_override: http://other.test/compute
"""


@pytest.mark.filterwarnings("ignore::openstack.warnings.RemovedInSDK60Warning")
@pytest.mark.parametrize("variables", [{"OS_CLOUD": "other"}, {"OS_REGION_NAME": "Elsewhere", "OS_AUTH_TYPE": "token"}])
def test_no_other_cloud_is_mixed_in(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    (tmp_path / "clouds.yaml").write_text(OTHER)
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "clouds.yaml"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with connection(cloud, "demo") as demo:
        said = demo.config.config
    assert (said["auth"]["auth_url"], said["auth"]["username"]) == (f"{cloud.url('keystone')}/v3", "demo")
    assert (said["auth_type"], said["region_name"]) == ("password", "RegionOne")
    assert "compute_endpoint_override" not in said
