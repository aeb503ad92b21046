"""The Networking API v2.0 over neutron's model.

Networks, subnets, ports and security groups are alike to a client: `resource` is what is alike in them, `kind` what
each of them has to say for itself, and the files named for them say it. `attributes` and `convert` read bodies, `views`
writes them, `listing` filters and sorts, `policy` says who may; `discovery` tells what the API is, `absent`
what there is none of.
"""
