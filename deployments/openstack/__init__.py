"""An OpenStack of one machine: keystone, glance, placement, nova, neutron, cinder, RabbitMQ and MariaDB.

`python -m deployments.openstack up` brings it up from Python and Debian packages, seeded and with the kit's probes
wired, `down` takes it down. All that belongs to it lives in one folder: packages are unpacked there and not installed,
servers listen on loopback alone, and nothing of the machine is changed.
"""
