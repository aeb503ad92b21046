"""The API v3 over what keystone knows.

`tokens` is what every boot goes through: authenticating, validating, revoking. `entities` and `directory` say what is
particular to users, projects, roles and domains, and to services and endpoints; `kind` is what is the same for all of
them. `assignments` gives and takes roles, `users` is what users do about themselves. `policy` says who may.
"""
