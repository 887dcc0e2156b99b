// Written by npm run generate from openapi.json. Change the code, not this file.

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys that sign access tokens
         * @description Open to anyone.
         */
        get: operations["operators.jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Healthz
         * @description Open to anyone.
         */
        get: operations["health.healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exposition
         * @description Open to anyone.
         */
        get: operations["health.exposition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readyz
         * @description Open to anyone.
         */
        get: operations["health.readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List agents and their keys
         * @description For operators with the role viewer.
         */
        get: operations["agents.list"];
        put?: never;
        /**
         * Register an agent and get its key
         * @description For operators with the role admin.
         */
        post: operations["agents.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{id}/keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue a new key; every other key of the agent stops at once
         * @description For operators with the role admin.
         */
        post: operations["agents.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{id}/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke one key; it stops at once
         * @description For operators with the role admin.
         */
        delete: operations["agents.revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the requests for approval, the most urgent first
         * @description For operators with the role viewer.
         */
        get: operations["approvals.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One request for approval with its steps and history; waits for a decision when asked to
         * @description For agents and operators.
         */
        get: operations["approvals.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say yes to a held call
         * @description For operators with the role viewer.
         */
        post: operations["approvals.approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/comment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say something about a request for approval
         * @description For operators with the role viewer.
         */
        post: operations["approvals.comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/delegate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask another operator to decide about a held call in your place
         * @description For operators with the role viewer.
         */
        post: operations["approvals.delegate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say no to a held call
         * @description For operators with the role viewer.
         */
        post: operations["approvals.deny"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back a request, or an approval that was not used yet
         * @description For agents and operators.
         */
        post: operations["approvals.withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a client secret or a refresh token
         * @description Open to anyone.
         */
        post: operations["operators.token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/controls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is killed and paused now
         * @description For operators with the role viewer; also for the deployment itself.
         */
        get: operations["controls.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/controls/at/{revision}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was killed and paused when a decision was made, by its `controlsRevision`, and who has lifted it since
         * @description For operators with the role viewer.
         */
        get: operations["controls.at"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/controls/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deny every call in a scope from the next decision on
         * @description For operators with the role incident_admin or owner; also for the deployment itself.
         */
        post: operations["controls.kill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/controls/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Defer every call in a scope from the next decision on
         * @description For operators with the role incident_admin or owner; also for the deployment itself.
         */
        post: operations["controls.pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/controls/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift a kill
         * @description For operators with the role incident_admin or owner; also for the deployment itself.
         */
        post: operations["controls.restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/controls/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift a pause
         * @description For operators with the role incident_admin or owner; also for the deployment itself.
         */
        post: operations["controls.resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List decisions, newest first
         * @description For operators with the role viewer.
         */
        get: operations["decisions.list"];
        put?: never;
        /**
         * Ask whether a tool call may run
         * @description For agents, with an agent key.
         */
        post: operations["decisions.decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for up to 1,000 calls at once
         * @description For agents, with an agent key.
         */
        post: operations["decisions.decideBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One decision with its outcome, facts and rule trace
         * @description For operators with the role viewer.
         */
        get: operations["decisions.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions/{id}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what became of a decided call
         * @description For agents, with an agent key.
         */
        post: operations["decisions.outcome"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossier-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The key that verifies the change dossiers of your tenant
         * @description For operators with the role viewer.
         */
        get: operations["dossiers.key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List exceptions with what each has let pass, newest first
         * @description For operators with the role viewer.
         */
        get: operations["exceptions.list"];
        put?: never;
        /**
         * Ask for calls to pass for a while that the policy holds or denies
         * @description For operators with the role operator or approval_admin.
         */
        post: operations["exceptions.request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exceptions/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to an exception that somebody else asked for; it holds from then on
         * @description For operators with the role approval_admin.
         */
        post: operations["exceptions.approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exceptions/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End an exception, in effect with the next decision
         * @description For operators with the role operator or approval_admin.
         */
        post: operations["exceptions.revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/facts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is counted for policies, newest first
         * @description For operators with the role viewer.
         */
        get: operations["facts.list"];
        put?: never;
        /**
         * Have something counted from now on; policies read it as input.facts.<name>
         * @description For operators with the role policy_admin.
         */
        post: operations["facts.declare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/facts/{fact}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have something counted no more; policies that read it are told nothing
         * @description For operators with the role policy_admin.
         */
        post: operations["facts.end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/facts/{fact}/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a fact is at this moment, group by group
         * @description For operators with the role viewer.
         */
        get: operations["facts.values"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List incidents, the open ones first, newest first
         * @description For operators with the role viewer.
         */
        get: operations["incidents.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One incident with the calls that led to it and everything that happened since
         * @description For operators with the role viewer.
         */
        get: operations["incidents.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say who looks after an open incident
         * @description For operators with the role operator or incident_admin.
         */
        post: operations["incidents.assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{id}/comment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say something about an incident
         * @description For operators with the role operator or incident_admin.
         */
        post: operations["incidents.comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the session or agent go on, with a score of nothing, in effect with the next decision
         * @description For operators with the role incident_admin.
         */
        post: operations["incidents.release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Contain the session or agent of a released incident again, in effect with the next decision
         * @description For operators with the role incident_admin.
         */
        post: operations["incidents.reopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invariants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is declared to hold of every policy, newest first
         * @description For operators with the role viewer.
         */
        get: operations["invariants.list"];
        put?: never;
        /**
         * Declare that something is to hold of every policy; a check that names nothing goes by it
         * @description For operators with the role policy_admin.
         */
        post: operations["invariants.declare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invariants/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove of a policy, stored or not, what it never does, or find a call for which it does; nothing is recorded
         * @description For operators with the role policy_admin.
         */
        post: operations["invariants.check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invariants/{invariant}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Declare that an invariant need not hold any more
         * @description For operators with the role policy_admin.
         */
        post: operations["invariants.withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events from a position on; about 4 MiB of them at most
         * @description For operators with the role auditor or owner; also for the deployment itself.
         */
        get: operations["ledger.events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Take the record away as writ-export/1
         * @description For operators with the role auditor or owner; also for the deployment itself.
         */
        get: operations["ledger.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/head": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the ledger ends now
         * @description For operators with the role auditor or viewer; also for the deployment itself.
         */
        get: operations["ledger.head"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Re-derive every hash on the server
         * @description For operators with the role auditor or owner; also for the deployment itself.
         */
        get: operations["ledger.verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the limits that hold, newest first
         * @description For operators with the role viewer.
         */
        get: operations["limits.list"];
        put?: never;
        /**
         * Limit calls, their cost or their tokens, in a window or a calendar period
         * @description For operators with the role operator or policy_admin.
         */
        post: operations["limits.set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a limit, in effect with the next decision
         * @description For operators with the role operator or policy_admin.
         */
        post: operations["limits.end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits/{id}/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much of a limit is used at this moment, agent by agent, tool by tool
         * @description For operators with the role viewer.
         */
        get: operations["limits.values"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opa/bundle-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The key that verifies the tenant's signed bundles
         * @description For agents and operators.
         */
        get: operations["opaBundles.key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opa/bundles/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The policy this client is to decide by, as a bundle
         * @description For agents, with an agent key.
         */
        get: operations["opaBundles.bundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opa/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Clients that decide by themselves, and what they decide by
         * @description For operators with the role viewer.
         */
        get: operations["opaReports.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opa/discovery/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A client's configuration for one policy, as a bundle
         * @description For agents, with an agent key.
         */
        get: operations["opaBundles.discovery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opa/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a client decided, as OPA logs it; with `Content-Encoding: gzip` or without
         * @description For agents, with an agent key.
         */
        post: operations["opaReports.logs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opa/logs/{partition}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same from an OPA with a `partition_name`, which is not kept
         * @description For agents, with an agent key.
         */
        post: operations["opaReports.logsOfPartition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opa/signed-bundles/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same with signatures that OPA verifies with `GET /v1/opa/bundle-key`
         * @description For agents, with an agent key.
         */
        get: operations["opaBundles.signedBundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opa/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How a client stands, as OPA reports it
         * @description For agents, with an agent key.
         */
        post: operations["opaReports.status"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opa/status/{partition}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same from an OPA with a `partition_name`, which is not kept
         * @description For agents, with an agent key.
         */
        post: operations["opaReports.statusOfPartition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/personal-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How personal data and secrets in results of calls are recorded
         * @description For operators with the role viewer.
         */
        get: operations["labels.personalData"];
        put?: never;
        /**
         * Say how personal data and secrets in results of calls are recorded, from the next outcome on
         * @description For operators with the role admin.
         */
        post: operations["labels.setPersonalData"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The pins that hold now
         * @description For operators with the role viewer.
         */
        get: operations["pins.list"];
        put?: never;
        /**
         * Have an agent, a session or a label decided by a chosen revision
         * @description For operators with the role policy_admin.
         */
        post: operations["pins.pin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pins/{id}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift a pin
         * @description For operators with the role policy_admin or incident_admin.
         */
        post: operations["pins.lift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List policies
         * @description For operators with the role viewer.
         */
        get: operations["policies.list"];
        put?: never;
        /**
         * Create a policy
         * @description For operators with the role policy_admin.
         */
        post: operations["policies.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One policy
         * @description For operators with the role viewer.
         */
        get: operations["policies.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a revision with another data document
         * @description For operators with the role policy_admin.
         */
        post: operations["policies.addData"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The revisions of a policy, newest first
         * @description For operators with the role viewer.
         */
        get: operations["policies.listRevisions"];
        put?: never;
        /**
         * Check, compile and add a revision
         * @description For operators with the role policy_admin.
         */
        post: operations["policies.addRevision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One revision with its sources
         * @description For operators with the role viewer.
         */
        get: operations["policies.getRevision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve somebody else's revision
         * @description For operators with the role policy_admin.
         */
        post: operations["policyReview.approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a revision says otherwise than another one of its policy
         * @description For operators with the role policy_admin.
         */
        get: operations["policyWorkbench.diff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}/dossier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The latest change dossier of a revision, with the envelope that is checked offline
         * @description For operators with the role viewer.
         */
        get: operations["dossiers.get"];
        put?: never;
        /**
         * Put together what is known of the step from the published revision to this one, sign it and attach it
         * @description For operators with the role policy_admin.
         */
        post: operations["dossiers.make"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}/drafted-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rules that would have people asked about tools that a revision keeps denying by its default, each tried; none is applied
         * @description For operators with the role policy_admin.
         */
        get: operations["policies.draftedRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an approved revision decide from the next decision on
         * @description For operators with the role policy_admin.
         */
        post: operations["policyReview.publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}/request-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a revision back, also after it was approved
         * @description For operators with the role policy_admin.
         */
        post: operations["policyReview.requestChanges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}/semantic-diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove how a revision stands to another one of its policy: equivalent, stricter, looser or incomparable
         * @description For operators with the role policy_admin.
         */
        get: operations["invariants.semanticDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}/signatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a signature by a registered key
         * @description For operators with the role policy_admin.
         */
        post: operations["policyReview.sign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/revisions/{revision}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a revision to be reviewed
         * @description For operators with the role policy_admin.
         */
        post: operations["policyReview.submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{id}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish the revision before the present one again
         * @description For operators with the role policy_admin or incident_admin.
         */
        post: operations["policyReview.rollBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check, format, test and lint a policy; nothing is recorded
         * @description For operators with the role policy_admin.
         */
        post: operations["policyWorkbench.check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-diffs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What one policy says otherwise than another
         * @description For operators with the role policy_admin.
         */
        post: operations["policyWorkbench.compare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a policy, stored or not, about one input; nothing is recorded
         * @description For operators with the role policy_admin.
         */
        post: operations["policyWorkbench.evaluate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-governance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a policy needs to be put to work in this tenant
         * @description For operators with the role viewer.
         */
        get: operations["policyGovernance.get"];
        put?: never;
        /**
         * Set what a policy needs to be put to work: its quality score, a change dossier
         * @description For operators with the role admin.
         */
        post: operations["policyGovernance.setPolicyGovernance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List signing keys and what became of them
         * @description For operators with the role viewer.
         */
        get: operations["policyKeys.list"];
        put?: never;
        /**
         * Register a key that may sign policy revisions
         * @description For operators with the role admin.
         */
        post: operations["policyKeys.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-keys/{keyId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make every signature by a key bad, from the next decision on
         * @description For operators with the role admin.
         */
        post: operations["policyKeys.revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a key in the place of another; what that one signed stays good, and it signs nothing more
         * @description For operators with the role admin.
         */
        post: operations["policyKeys.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-plans/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The compiled policy this agent is to decide by
         * @description For agents, with an agent key.
         */
        get: operations["policyPlans.plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Policies to start from
         * @description For operators with the role viewer.
         */
        get: operations["policyTemplates.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-templates/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One template with its text
         * @description For operators with the role viewer.
         */
        get: operations["policyTemplates.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy-templates/{name}/instantiate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The text of a policy made from a template; nothing is recorded
         * @description For operators with the role policy_admin.
         */
        post: operations["policyTemplates.instantiate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists and reactions: how far each has come, what it stands still before, and whether its rows are what the events come to
         * @description For operators with the role viewer; also for the deployment itself.
         */
        get: operations["projections.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a verification or a rebuild that is under way; the rows stay as they were
         * @description For operators with the role admin; also for the deployment itself.
         */
        post: operations["projections.cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a list or reaction stand still in your ledger
         * @description For operators with the role admin; also for the deployment itself.
         */
        post: operations["projections.pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/rebuild": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the rows of a list anew from its events, in the background; the old ones are shown until all are there
         * @description For operators with the role admin; also for the deployment itself.
         */
        post: operations["projections.rebuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a paused list or reaction go on where it stood
         * @description For operators with the role admin; also for the deployment itself.
         */
        post: operations["projections.resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a list or reaction go on without an event that it cannot apply
         * @description For operators with the role admin; also for the deployment itself.
         */
        post: operations["projections.skip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare the rows of a list with what its events come to, in the background
         * @description For operators with the role admin; also for the deployment itself.
         */
        post: operations["projections.verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When sessions and agents are contained, as the next decision will see it
         * @description For operators with the role viewer.
         */
        get: operations["incidents.rules"];
        put?: never;
        /**
         * Say when sessions and agents are contained, in effect with the next decision, in place of what was said before
         * @description For operators with the role incident_admin or admin.
         */
        post: operations["incidents.setRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/read-audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the record says what operators look at
         * @description For operators with the role viewer; also for the deployment itself.
         */
        get: operations["readAudit.get"];
        put?: never;
        /**
         * Record what operators look at from now on, or no longer
         * @description For operators with the role owner; also for the deployment itself.
         */
        post: operations["readAudit.set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replay-histories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Histories that were brought, newest first
         * @description For operators with the role viewer or replay_admin; also for the deployment itself.
         */
        get: operations["replayHistories.list"];
        put?: never;
        /**
         * Bring a history that was not recorded here: the decision log of an OPA, or a CSV of inputs
         * @description For operators with the role replay_admin or policy_admin; also for the deployment itself.
         */
        post: operations["replayHistories.add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replay-histories/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget a history; reports about it stay
         * @description For operators with the role replay_admin or policy_admin; also for the deployment itself.
         */
        delete: operations["replayHistories.drop"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List replays, newest first
         * @description For operators with the role viewer or replay_admin.
         */
        get: operations["replays.list"];
        put?: never;
        /**
         * Have what was decided decided again by another policy; the answer is a report
         * @description For operators with the role replay_admin or policy_admin.
         */
        post: operations["replays.request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replays/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One replay and how far it is
         * @description For operators with the role viewer or replay_admin.
         */
        get: operations["replays.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replays/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a replay that nobody needs any more
         * @description For operators with the role replay_admin or policy_admin.
         */
        post: operations["replays.cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replays/{id}/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a completed replay found different, the worst first
         * @description For operators with the role viewer or replay_admin.
         */
        get: operations["replays.differences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replays/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a replay stand still; what it has done is kept
         * @description For operators with the role replay_admin or policy_admin.
         */
        post: operations["replays.pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replays/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The report of a completed replay, as JSON, CSV or a page of HTML
         * @description For operators with the role viewer or replay_admin; also for the deployment itself.
         */
        get: operations["replays.report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replays/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a paused replay go on where it stood
         * @description For operators with the role replay_admin or policy_admin.
         */
        post: operations["replays.resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replays/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a replay that failed again, from where it failed
         * @description For operators with the role replay_admin or policy_admin.
         */
        post: operations["replays.retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replays/{id}/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Edits of a candidate that would restore or tighten what a replay found looser, each tried; none is applied
         * @description For operators with the role replay_admin or policy_admin.
         */
        get: operations["replays.suggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reported-decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Decisions that clients made by themselves, those recorded last first
         * @description For operators with the role viewer.
         */
        get: operations["reportedDecisions.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/risk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How risky what was asked for was, by agent, tool and hour or day, newest first
         * @description For operators with the role viewer.
         */
        get: operations["risk.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/risk/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what adds and did add to the score of calls: the list that is in force comes first
         * @description For operators with the role viewer.
         */
        get: operations["risk.factors"];
        put?: never;
        /**
         * Say what adds to the score of calls from the next decision on; an empty list scores nothing
         * @description For operators with the role admin or policy_admin.
         */
        post: operations["risk.declare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions, newest first
         * @description For operators with the role viewer.
         */
        get: operations["sessions.list"];
        put?: never;
        /**
         * Open a session
         * @description For agents, with an agent key.
         */
        post: operations["sessions.open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One session
         * @description For agents and operators.
         */
        get: operations["sessions.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a session for good
         * @description For agents, with an agent key.
         */
        post: operations["sessions.close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/declassify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take labels from a session, for a reason, in effect with the next decision
         * @description For operators with the role policy_admin or admin.
         */
        post: operations["labels.declassify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What labels a session has, and where it has them from, as the next decision will see it
         * @description For agents and operators.
         */
        get: operations["labels.ofSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shadows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List shadows, newest first
         * @description For operators with the role viewer or replay_admin.
         */
        get: operations["shadows.list"];
        put?: never;
        /**
         * Compare a policy that decides nothing with every decision from now on, until it ends
         * @description For operators with the role shadow_admin or replay_admin or policy_admin.
         */
        post: operations["shadows.start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shadows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One shadow and what it found so far
         * @description For operators with the role viewer or replay_admin.
         */
        get: operations["shadows.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shadows/{id}/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a shadow found different, the worst first
         * @description For operators with the role viewer or replay_admin.
         */
        get: operations["shadows.differences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shadows/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a shadow; what was decided until now is still compared
         * @description For operators with the role shadow_admin or replay_admin or policy_admin.
         */
        post: operations["shadows.end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shadows/{id}/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Edits of a candidate that would restore or tighten what a shadow found looser, each tried; none is applied
         * @description For operators with the role shadow_admin or replay_admin or policy_admin.
         */
        get: operations["shadows.suggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sink-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happens to labelled data at which tools, as the next decision will see it
         * @description For operators with the role viewer.
         */
        get: operations["labels.sinkRules"];
        put?: never;
        /**
         * Say what happens to data of these labels at these tools, in effect with the next decision
         * @description For operators with the role policy_admin or admin.
         */
        post: operations["labels.setSinkRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sink-rules/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a rule, in effect with the next decision
         * @description For operators with the role policy_admin or admin.
         */
        post: operations["labels.endSinkRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all tenants
         * @description For the owner of the deployment.
         */
        get: operations["tenants.list"];
        put?: never;
        /**
         * Create a tenant
         * @description For the owner of the deployment.
         */
        post: operations["tenants.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One tenant
         * @description For operators with the role viewer; also for the deployment itself.
         */
        get: operations["tenants.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the operators of a tenant, those that were ended among them
         * @description For operators with the role owner; also for the deployment itself.
         */
        get: operations["operators.list"];
        put?: never;
        /**
         * Register an operator of a tenant and get the secret
         * @description For the owner of the deployment.
         */
        post: operations["operators.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/operators/{operator}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End an operator for good: no secret and no token of it is good for another request
         * @description For operators with the role owner; also for the deployment itself.
         */
        post: operations["operators.end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/operators/{operator}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an operator other roles, from its next request on
         * @description For operators with the role owner; also for the deployment itself.
         */
        post: operations["operators.changeRoles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/operators/{operator}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an operator another secret; the old one and every token that came from it stop at once
         * @description For operators with the role viewer; also for the deployment itself.
         */
        post: operations["operators.rotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}/policy-governance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Relax or enforce that author, reviewer and publisher are different people
         * @description For the owner of the deployment.
         */
        post: operations["policyGovernance.setSeparation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what the catalogue says of tools, newest description first
         * @description For operators with the role viewer.
         */
        get: operations["tools.list"];
        put?: never;
        /**
         * Say what a tool does, what it answers and which arguments fit, in effect with the next decision
         * @description For operators with the role policy_admin or admin.
         */
        post: operations["tools.describe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tools/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the names and argument schemas of tools from a `tools/list` answer of MCP
         * @description For operators with the role policy_admin or admin.
         */
        post: operations["tools.import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a tool out of the catalogue; calls of it are denied from the next decision on
         * @description For operators with the role policy_admin or admin.
         */
        delete: operations["tools.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was called in a month, by agent and tool: verdicts, outcomes, tokens and cost
         * @description For operators with the role viewer.
         */
        get: operations["usage.month"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what calls cost and did cost: the list that is in force comes first
         * @description For operators with the role viewer.
         */
        get: operations["prices.list"];
        put?: never;
        /**
         * Say what calls cost from the next decision on
         * @description For operators with the role admin or policy_admin.
         */
        post: operations["prices.set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the budgets of a month are used, newest budget first
         * @description For operators with the role viewer.
         */
        get: operations["quotas.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks, newest first
         * @description For operators with the role admin.
         */
        get: operations["webhooks.list"];
        put?: never;
        /**
         * Have an address told of what happens from now on; the answer holds the secret that deliveries are signed with
         * @description For operators with the role admin.
         */
        post: operations["webhooks.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a webhook was told, or could not be told, newest first
         * @description For operators with the role admin.
         */
        get: operations["webhooks.deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook}/deliveries/{delivery}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery once more that is dead or was delivered
         * @description For operators with the role admin.
         */
        post: operations["webhooks.resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell an address nothing more, of what is pending neither
         * @description For operators with the role admin.
         */
        post: operations["webhooks.end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have deliveries signed with another secret, and for a while with the old one, too
         * @description For operators with the role admin.
         */
        post: operations["webhooks.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AddPolicyDataRequest: {
            /** @description The whole document the policy reads as `data`. */
            data: components["schemas"]["JsonValue"];
            /** @description Whose modules and tests it belongs to; the published revision, else the newest. */
            basedOn?: number;
            /** @description What changed and why; kept in the ledger. */
            summary: string;
        };
        AddPolicyRevisionRequest: {
            /** @description Rego v1 sources by file name; those named `*_test.rego` are its tests. */
            modules: {
                [key: string]: string;
            };
            /**
             * @description The document the policy reads as `data`.
             * @default {}
             */
            data?: components["schemas"]["JsonValue"];
            /**
             * @description The rule that answers.
             * @default writ/decision
             */
            entrypoint?: string;
            /** @description What changed and why; kept in the ledger. */
            summary: string;
        };
        Agent: {
            id: string;
            name: string;
            labels: {
                [key: string]: string;
            };
            registeredAt: string;
            registeredBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            registeredByName: string | null;
            keys: {
                keyId: string;
                issuedAt: string;
                revokedAt: string | null;
                cause: ("rotated" | "revoked") | null;
            }[];
        };
        AgentKeyRevokedAnswer: {
            ledger: components["schemas"]["LedgerReceipt"];
        };
        AgentPage: {
            items: components["schemas"]["Agent"][];
            nextCursor: string | null;
        };
        AgentWithKey: {
            agent: {
                id: string;
                name: string;
                labels: {
                    [key: string]: string;
                };
            };
            /** @description Shown once; store it now. */
            key: string;
            keyId: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        Approval: {
            id: string;
            /** @enum {string} */
            state: "pending" | "approved" | "denied" | "withdrawn" | "expired" | "used" | "superseded";
            /** @description The first decision that held the call. */
            decisionId: string;
            sessionId: string;
            agent: string;
            tool: string;
            /** @description Exactly what the tool would be called with. */
            arguments: {
                [key: string]: unknown;
            };
            rule: string;
            reason: string;
            policy: {
                id: string;
                revision: number;
                digest: string;
            };
            requestedAt: string;
            expiresAt: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        ApprovalChangedAnswer: {
            id: string;
            /** @enum {string} */
            state: "pending" | "approved" | "denied" | "withdrawn" | "expired" | "used" | "superseded";
            ledger: components["schemas"]["LedgerReceipt"];
        };
        ApprovalDetail: {
            id: string;
            /** @enum {string} */
            state: "pending" | "approved" | "denied" | "withdrawn" | "expired" | "used" | "superseded";
            /** @description The first decision that held the call. */
            decisionId: string;
            sessionId: string;
            agent: string;
            tool: string;
            /** @description Exactly what the tool would be called with. */
            arguments: {
                [key: string]: unknown;
            };
            rule: string;
            reason: string;
            policy: {
                id: string;
                revision: number;
                digest: string;
            };
            requestedAt: string;
            expiresAt: string;
            ledger: components["schemas"]["LedgerReceipt"];
            /** @enum {string} */
            order: "ordered" | "parallel";
            /** @enum {string} */
            onExpiry: "ask_again" | "deny";
            steps: {
                name: string;
                roles: string[];
                people: string[];
                required: number;
                given: number;
                /** @description Whether it takes somebody now. */
                isOpen: boolean;
            }[];
            history: {
                /** @description What happened: the name of the event. */
                step: string;
                by: string | null;
                /**
                 * @description What that person is called; null where it was none.
                 * @default null
                 */
                byName: string | null;
                onBehalfOf: string | null;
                at: string;
                comment: string | null;
                position: number;
            }[];
            /** @description Exactly what the policy saw, the session so far among it. */
            facts: unknown;
            /** @description The decision that let the call through. */
            usedBy: string | null;
            /** @description For the agent that asked, once it was approved: `approvalToken` of the call. Works once. */
            token: string | null;
        };
        ApprovalPage: {
            items: components["schemas"]["Approval"][];
            nextCursor: string | null;
        };
        /** @default {} */
        AssignIncidentRequest: {
            /** @description Id or name of whoever looks after it; yourself when left out. */
            to?: string;
        };
        BundleKey: {
            /** @description SHA-256 of the key, hex: the `keyid` of OPA and the `kid` of the signatures. */
            keyId: string;
            /** @enum {string} */
            algorithm: "ES256";
            /** @description SPKI PEM. */
            publicKey: string;
        };
        CatalogueChangedAnswer: {
            /** @description Of the catalogue, as it is now. */
            version: number;
            /** @description The tools of which it says something else than before. */
            changed: string[];
            /** @description Null when it said all of it already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        ChangeDossier: {
            /** @enum {string} */
            type: "writ-change-dossier/1";
            tenant: string;
            policy: string;
            subject: {
                revision: number;
                digest: string;
                planDigest: string;
                dataDigest: string;
                entrypoint: string;
            };
            /** @description The published revision at that moment; null when none was. */
            against: {
                revision: number;
                digest: string;
                planDigest: string;
                dataDigest: string;
                entrypoint: string;
            } | null;
            /** Format: date-time */
            madeAt: string;
            madeBy: string;
            /** @description Build of the policy engine that looked. */
            engine: string;
            summary: {
                tests: {
                    passed: number;
                    failed: number;
                    /** @description 0 to 1. */
                    coverage: number;
                    /** @description 0 to 100. */
                    score: number;
                } | null;
                structure: {
                    added: number;
                    removed: number;
                    changed: number;
                } | null;
                meaning: string | null;
                invariants: {
                    held: number;
                    refuted: number;
                    open: number;
                } | null;
                history: {
                    mode: string;
                    from: number;
                    to: number;
                    decisions: number;
                    differences: number;
                    critical: number;
                    high: number;
                    diverged: number;
                    /** @description Which revisions decided what was recorded; null where a call was stopped before any was asked. Not of a history that was brought. */
                    decidedBy?: {
                        policy: string | null;
                        revision: number | null;
                        decisions: number;
                        from: number;
                        to: number;
                    }[];
                } | null;
                shadow: {
                    state: string;
                    decisions: number;
                    differences: number;
                    critical: number;
                    high: number;
                    diverged: number;
                } | null;
            };
            /** @description What speaks against the change by the rules of the tenant. */
            objections: string[];
            /** @description Each as the question it answers is answered on its own. */
            parts: {
                [key: string]: unknown;
            };
        };
        ChangeOperatorRolesRequest: {
            roles: ("viewer" | "operator" | "admin" | "owner" | "policy_admin" | "approval_admin" | "shadow_admin" | "replay_admin" | "incident_admin" | "rollout_admin" | "auditor")[];
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        CheckInvariantsRequest: {
            /** @description Rego v1 sources by file name; those named `*_test.rego` are its tests. */
            modules?: {
                [key: string]: string;
            };
            /** @description With `modules`: the document the policy reads as `data`. */
            data?: components["schemas"]["JsonValue"];
            /** @description With `modules`: the rule that answers; `writ/decision` by default. */
            entrypoint?: string;
            /** @description A stored policy, instead of `modules`. */
            policy?: string;
            /** @description With `policy`: which of its revisions. */
            revision?: number;
            /** @description What to check; what is declared (`GET /v1/invariants`) when left out. */
            invariants?: components["schemas"]["InvariantChoice"][];
            /** @description For `no-permission-gained`: the policy that the other one may not be less strict than. Of what is declared, it is the published revision when left out. */
            baseline?: components["schemas"]["InvariantBaseline"];
            parameters?: components["schemas"]["InvariantParameters"];
            /**
             * @description For which inputs: those that decisions are made of, or any JSON object, with wrong types and missing parts.
             * @default decision
             * @enum {string}
             */
            inputs?: "decision" | "any";
        };
        CheckPolicyRequest: {
            /** @description Rego v1 sources by file name; those named `*_test.rego` are its tests. */
            modules: {
                [key: string]: string;
            };
            /**
             * @description The document the policy reads as `data`.
             * @default {}
             */
            data?: components["schemas"]["JsonValue"];
            /**
             * @description The rule that answers.
             * @default writ/decision
             */
            entrypoint?: string;
            /**
             * @description What to look at; everything by default.
             * @default [
             *       "check",
             *       "format",
             *       "test",
             *       "coverage",
             *       "lint",
             *       "score",
             *       "hash",
             *       "readSet"
             *     ]
             */
            parts?: ("check" | "format" | "test" | "coverage" | "lint" | "score" | "hash" | "readSet")[];
        };
        CommentOnApprovalRequest: {
            comment: string;
        };
        CommentOnIncidentRequest: {
            comment: string;
        };
        ComparePoliciesRequest: {
            before: components["schemas"]["PolicyText"];
            after: components["schemas"]["PolicyText"];
        };
        Control: {
            /** @enum {string} */
            effect: "kill" | "pause";
            /** @enum {string} */
            scope: "global" | "tenant" | "agent" | "tool" | "session";
            target: string | null;
            reason: string;
            setBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            setByName: string | null;
            setAt: string;
            position: number;
        };
        ControlAnswer: {
            ledger: components["schemas"]["LedgerReceipt"];
        };
        ControlList: {
            items: components["schemas"]["Control"][];
            nextCursor: null;
        };
        ControlRequest: {
            /**
             * @description What it covers: everything, this tenant, one agent, one tool or one session.
             * @enum {string}
             */
            scope: "global" | "tenant" | "agent" | "tool" | "session";
            /** @description Agent id, tool name or session id; leave out for global and tenant. */
            target?: string;
            /** @description Why; kept in the ledger. */
            reason: string;
            /**
             * @description Whether the target may be one that nobody has heard of yet; it is refused with TARGET_UNKNOWN otherwise.
             * @default false
             */
            forLater?: boolean;
        };
        CreatePolicyRequest: {
            id: string;
            name: string;
        };
        CreateTenantRequest: {
            id: string;
            /** @description Name shown to people. */
            name: string;
        };
        /**
         * @example {
         *       "requestId": "r-1",
         *       "sessionId": "s-1",
         *       "tool": "search_flights",
         *       "arguments": {
         *         "to": "SEA"
         *       }
         *     }
         */
        DecideRequest: {
            /** @description The same id in a session returns the first answer. */
            requestId?: string;
            sessionId: string;
            tool: string;
            /** @description Exactly what the tool would be called with. */
            arguments: {
                [key: string]: unknown;
            };
            /** @description Of an approval that was given for exactly this call; asking for the same call again does the same. */
            approvalToken?: string;
            /** @description Anything else the policy may consider. */
            context?: {
                [key: string]: unknown;
            };
            /** @description The prompt this call answers, for the risk annotation. */
            prompt?: {
                type: string;
                /** @enum {string} */
                confidence: "low" | "medium" | "high";
                action: string;
            };
        };
        Decision: {
            decisionId: string;
            sessionId: string;
            agent: string;
            tool: string;
            arguments: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            verdict: "ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER";
            /** @enum {string} */
            code: "ALLOWED" | "POLICY_DENIED" | "APPROVAL_REQUIRED" | "APPROVED" | "EXCEPTED" | "APPROVAL_DENIED" | "APPROVAL_TOKEN_INVALID" | "APPROVAL_FOR_OTHER_TENANT" | "APPROVAL_FOR_OTHER_SESSION" | "APPROVAL_FOR_OTHER_AGENT" | "APPROVAL_FOR_OTHER_TOOL" | "APPROVAL_FOR_OTHER_ARGUMENTS" | "APPROVAL_FOR_OTHER_POLICY" | "APPROVAL_USED" | "APPROVAL_WITHDRAWN" | "APPROVAL_EXPIRED" | "MODIFIED" | "DEFERRED" | "UNKNOWN_TOOL" | "ARGUMENTS_DO_NOT_FIT" | "DLP_BLOCKED" | "KILL_SWITCH" | "PAUSED" | "QUARANTINED" | "RATE_LIMITED" | "BUDGET_EXCEEDED" | "LIMIT_UNCOUNTABLE" | "FACT_UNCOUNTABLE" | "NO_ACTIVE_POLICY" | "POLICY_ERROR";
            rule: string;
            reason: string;
            /** @enum {string} */
            risk: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
            policy: {
                id: string;
                revision: number;
                digest: string;
                dataDigest: string;
            } | null;
            /** @description The pin that chose this revision instead of the active one. */
            pin: string | null;
            obligations: {
                [key: string]: unknown;
            }[];
            /** @description The request to people that this call waits for, or that let it through. */
            approval: {
                id: string;
                expiresAt: string;
            } | null;
            /** @description The exception that let this call pass. */
            exception: string | null;
            requestId: string | null;
            trace: string | null;
            /** @description Null while the call is open. */
            outcome: {
                /** @enum {string} */
                status: "succeeded" | "failed" | "refused" | "unknown";
                at: string;
                position: number;
                durationMs: number | null;
                result: unknown;
                labels: string[];
                error: string | null;
                /** @description What the call really used; null when the agent did not say. */
                usage: {
                    tokens: number;
                } | null;
            } | null;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        DecisionAnswer: {
            decisionId: string;
            sessionId: string;
            /** @enum {string} */
            verdict: "ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER";
            /** @enum {string} */
            code: "ALLOWED" | "POLICY_DENIED" | "APPROVAL_REQUIRED" | "APPROVED" | "EXCEPTED" | "APPROVAL_DENIED" | "APPROVAL_TOKEN_INVALID" | "APPROVAL_FOR_OTHER_TENANT" | "APPROVAL_FOR_OTHER_SESSION" | "APPROVAL_FOR_OTHER_AGENT" | "APPROVAL_FOR_OTHER_TOOL" | "APPROVAL_FOR_OTHER_ARGUMENTS" | "APPROVAL_FOR_OTHER_POLICY" | "APPROVAL_USED" | "APPROVAL_WITHDRAWN" | "APPROVAL_EXPIRED" | "MODIFIED" | "DEFERRED" | "UNKNOWN_TOOL" | "ARGUMENTS_DO_NOT_FIT" | "DLP_BLOCKED" | "KILL_SWITCH" | "PAUSED" | "QUARANTINED" | "RATE_LIMITED" | "BUDGET_EXCEEDED" | "LIMIT_UNCOUNTABLE" | "FACT_UNCOUNTABLE" | "NO_ACTIVE_POLICY" | "POLICY_ERROR";
            reason: string;
            rule: string;
            policy: {
                id: string;
                revision: number;
                digest: string;
            } | null;
            /** @description The pin that chose this revision instead of the active one. */
            pin?: string;
            /** @enum {string} */
            risk: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
            obligations: {
                [key: string]: unknown;
            }[];
            /** @description With MODIFY: what to change before the call runs. */
            changes?: {
                [key: string]: unknown;
            };
            /** @description With DEFER, and where a limit denies: seconds to wait before asking again. */
            retryAfter?: number;
            /** @description The request to people that this call waits for, or that let it through. */
            approval?: {
                id: string;
                expiresAt: string;
            };
            /** @description The exception that let this call pass. */
            exception?: string;
            /** @description Of the limits that are about this call, the one with the least room left. */
            limit?: {
                name: string;
                limit: number;
                remaining: number;
                /** @description Until there is more room, at most. */
                resetSeconds: number;
            };
            ledger: components["schemas"]["LedgerReceipt"];
        };
        DecisionBatchAnswer: {
            items: {
                [key: string]: unknown;
            }[];
        };
        DecisionDetail: {
            decisionId: string;
            sessionId: string;
            agent: string;
            tool: string;
            arguments: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            verdict: "ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER";
            /** @enum {string} */
            code: "ALLOWED" | "POLICY_DENIED" | "APPROVAL_REQUIRED" | "APPROVED" | "EXCEPTED" | "APPROVAL_DENIED" | "APPROVAL_TOKEN_INVALID" | "APPROVAL_FOR_OTHER_TENANT" | "APPROVAL_FOR_OTHER_SESSION" | "APPROVAL_FOR_OTHER_AGENT" | "APPROVAL_FOR_OTHER_TOOL" | "APPROVAL_FOR_OTHER_ARGUMENTS" | "APPROVAL_FOR_OTHER_POLICY" | "APPROVAL_USED" | "APPROVAL_WITHDRAWN" | "APPROVAL_EXPIRED" | "MODIFIED" | "DEFERRED" | "UNKNOWN_TOOL" | "ARGUMENTS_DO_NOT_FIT" | "DLP_BLOCKED" | "KILL_SWITCH" | "PAUSED" | "QUARANTINED" | "RATE_LIMITED" | "BUDGET_EXCEEDED" | "LIMIT_UNCOUNTABLE" | "FACT_UNCOUNTABLE" | "NO_ACTIVE_POLICY" | "POLICY_ERROR";
            rule: string;
            reason: string;
            /** @enum {string} */
            risk: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
            policy: {
                id: string;
                revision: number;
                digest: string;
                dataDigest: string;
            } | null;
            /** @description The pin that chose this revision instead of the active one. */
            pin: string | null;
            obligations: {
                [key: string]: unknown;
            }[];
            /** @description The request to people that this call waits for, or that let it through. */
            approval: {
                id: string;
                expiresAt: string;
            } | null;
            /** @description The exception that let this call pass. */
            exception: string | null;
            requestId: string | null;
            trace: string | null;
            /** @description Null while the call is open. */
            outcome: {
                /** @enum {string} */
                status: "succeeded" | "failed" | "refused" | "unknown";
                at: string;
                position: number;
                durationMs: number | null;
                result: unknown;
                labels: string[];
                error: string | null;
                /** @description What the call really used; null when the agent did not say. */
                usage: {
                    tokens: number;
                } | null;
            } | null;
            ledger: components["schemas"]["LedgerReceipt"];
            /** @description Exactly what the policy saw. */
            facts: {
                tenant: string;
                agent: {
                    id: string;
                    labels: {
                        [key: string]: string;
                    };
                };
                session: {
                    id: string;
                    tags: string[];
                    openedAt: string;
                    decisions: number;
                    allowed: number;
                    denied: number;
                    failed: number;
                };
                tool: string;
                arguments: unknown;
                context: unknown;
                prompt: {
                    type: string;
                    /** @enum {string} */
                    confidence: "low" | "medium" | "high";
                    action: string;
                } | null;
                time: string;
                facts?: unknown;
                limits?: {
                    [key: string]: {
                        limit: number;
                        used: number;
                        adds: number;
                        resetSeconds: number;
                        /** @enum {string} */
                        action: "warn" | "deny";
                    };
                };
                cost?: {
                    prices: number;
                    /** @default 0 */
                    perThousandTokens: number;
                    minor: number;
                    thousandths: number;
                };
                labels?: string[];
            };
            controlsRevision: number;
            riskNote: string | null;
            /** @description Which rules produced a value, what stopped the others, and what was read: the recorded policy run again on the recorded facts. Null when no policy was asked. */
            explanation: unknown;
        };
        DecisionLogAnswer: {
            /** @description Entries recorded now. */
            accepted: number;
            /** @description Entries that this client told before, or that came twice. */
            duplicates: number;
            /** @description Entries that are malformed, or say something else than before; the others of the batch are recorded. */
            refused: {
                /** @description Place in the batch, from 0. */
                index: number;
                /** @description `INVALID_INPUT`, or `REPORTED_DECISION_CONFLICT` when this client used the decision id before. */
                code: string;
                reason: string;
            }[];
        };
        DecisionPage: {
            items: components["schemas"]["Decision"][];
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "name": "refunds_today",
         *       "definition": {
         *         "tools": [
         *           "refund_payment"
         *         ],
         *         "by": "arguments.customer",
         *         "period": "day",
         *         "zone": "Europe/Berlin"
         *       }
         *     }
         */
        DeclareFactRequest: {
            name: string;
            definition: {
                /**
                 * @description What of the calls is told: how many, the sum or the different values of an argument, when the last one was.
                 * @default calls
                 */
                measure?: string;
                /** @description Which calls; of every tool when left out. */
                tools?: string[];
                /**
                 * @description Decided how; those that may run when left out.
                 * @default [
                 *       "ALLOW",
                 *       "MODIFY"
                 *     ]
                 */
                verdicts?: ("ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER")[];
                /** @description Decided with which code; any when left out. */
                codes?: ("ALLOWED" | "POLICY_DENIED" | "APPROVAL_REQUIRED" | "APPROVED" | "EXCEPTED" | "APPROVAL_DENIED" | "APPROVAL_TOKEN_INVALID" | "APPROVAL_FOR_OTHER_TENANT" | "APPROVAL_FOR_OTHER_SESSION" | "APPROVAL_FOR_OTHER_AGENT" | "APPROVAL_FOR_OTHER_TOOL" | "APPROVAL_FOR_OTHER_ARGUMENTS" | "APPROVAL_FOR_OTHER_POLICY" | "APPROVAL_USED" | "APPROVAL_WITHDRAWN" | "APPROVAL_EXPIRED" | "MODIFIED" | "DEFERRED" | "UNKNOWN_TOOL" | "ARGUMENTS_DO_NOT_FIT" | "DLP_BLOCKED" | "KILL_SWITCH" | "PAUSED" | "QUARANTINED" | "RATE_LIMITED" | "BUDGET_EXCEEDED" | "LIMIT_UNCOUNTABLE" | "FACT_UNCOUNTABLE" | "NO_ACTIVE_POLICY" | "POLICY_ERROR")[];
                /** @description Only calls whose data, or whose session, had one of these labels; needs a catalogue of tools. */
                labels?: string[];
                /** @description Only calls that came to this. */
                outcomes?: ("succeeded" | "failed" | "refused" | "unknown")[];
                /**
                 * @description Whether a call counts until its outcome says otherwise, or waits for it. Only matters with `outcomes`.
                 * @default counts
                 * @enum {string}
                 */
                underWay?: "counts" | "waits";
                /**
                 * @description Counted apart for each: session, agent, tool, tenant, a label of the agent, or an argument of the call.
                 * @default session
                 */
                by?: string;
                /** @description Of the last so many seconds. */
                windowSeconds?: number;
                /**
                 * @description Of this calendar day or month.
                 * @enum {string}
                 */
                period?: "day" | "month";
                /**
                 * @description Where the day or month begins, such as Europe/Berlin.
                 * @default UTC
                 */
                zone?: string;
            };
        };
        /**
         * @example {
         *       "name": "writes-need-approval"
         *     }
         */
        DeclareInvariantRequest: {
            name: string;
            /** @description In a sentence, for people; what a built-in one says of itself when left out. */
            says?: string;
            /** @description A module with the set `violation` over `input.input` and `input.ruling`; none for what is built in. */
            rego?: string;
            /** @description What it goes by; the rest is asked of the catalogue of tools when it is checked. */
            parameters?: components["schemas"]["InvariantParameters"];
        };
        /**
         * @example {
         *       "factors": [
         *         {
         *           "name": "egress-of-pii",
         *           "points": 40,
         *           "tools": [
         *             "send_email"
         *           ],
         *           "labels": [
         *             "pii"
         *           ]
         *         }
         *       ]
         *     }
         */
        DeclareRiskFactorsRequest: {
            /** @description All that there are; none of them to score nothing. */
            factors: components["schemas"]["RiskFactor"][];
        };
        DeclaredRiskFactor: {
            name: string;
            points: number;
            tools: string[] | null;
            verdicts: ("ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER")[] | null;
            risks: ("NONE" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL")[] | null;
            labels: string[] | null;
            tags: string[] | null;
        };
        DeclassifiedAnswer: {
            sessionId: string;
            /** @description What it has left. */
            labels: string[];
            ledger: components["schemas"]["LedgerReceipt"];
        };
        DeclassifyRequest: {
            labels: string[];
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        DelegateApprovalRequest: {
            /** @description Id or name of an operator. */
            to: string;
            /**
             * Format: date-time
             * @description RFC 3339; until the request expires when left out.
             */
            until?: string;
            comment?: string;
        };
        DenyApprovalRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        /**
         * @example {
         *       "name": "get_customer",
         *       "class": "read",
         *       "returns": [
         *         "pii"
         *       ],
         *       "risk": "medium"
         *     }
         */
        DescribeToolRequest: {
            name: string;
            /**
             * @description read, write, egress (what it is given leaves) or exec (it runs what it is given).
             * @enum {string}
             */
            class: "read" | "write" | "egress" | "exec";
            /**
             * @description Labels of what it answers: the session learns them.
             * @default []
             */
            returns?: string[];
            /** @description Who answers for the tool. */
            owner?: string;
            /**
             * @default medium
             * @enum {string}
             */
            risk?: "low" | "medium" | "high" | "critical";
            /** @description JSON Schema of its arguments; any will do when left out. */
            argumentSchema?: {
                [key: string]: unknown;
            };
        };
        DossierKey: {
            /** @description SHA-256 of the key, hex. */
            keyId: string;
            /** @enum {string} */
            algorithm: "ES256";
            /** @description SPKI PEM. */
            publicKey: string;
        };
        DraftedRule: {
            tool: string;
            /** @description Of its calls, by the default of the policy. */
            denials: number;
            /** @description How many agents made them. */
            agents: number;
            /** @description As `diff -u` tells it. */
            diff: string;
            /** @description The revision with the rule, whole, tests among them. */
            modules: {
                [key: string]: string;
            };
            /** @description Which of the modules holds the tests that pin it. */
            test: string;
            replayed: components["schemas"]["DraftedRuleReplayed"];
        };
        DraftedRuleReplayed: {
            /** @description Of the denials that were tried, those for which people would be asked. */
            asks: number;
            of: number;
            /** @description Decisions that it was tried on; no call of another tool is decided otherwise. */
            decisions: number;
        };
        DraftedRules: {
            policy: string;
            revision: number;
            /** @description What the revision reads as `data`. */
            data: unknown;
            /** @description The tools that were denied most often first. */
            items: components["schemas"]["DraftedRule"][];
            /** @description Decisions that were looked at, the newest. */
            considered: number;
            note: string;
        };
        EndFactRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        EndLimitRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        EndOperatorRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        EndSinkRuleRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        EndWebhookRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        EvaluatePolicyRequest: {
            /** @description What the policy reads as `input`. */
            input: components["schemas"]["JsonValue"];
            /** @description Rego v1 sources by file name; those named `*_test.rego` are its tests. */
            modules?: {
                [key: string]: string;
            };
            /** @description With `modules`: the document the policy reads as `data`. */
            data?: components["schemas"]["JsonValue"];
            /** @description With `modules`: the rule that answers; `writ/decision` by default. */
            entrypoint?: string;
            /** @description A stored policy, instead of `modules`. */
            policy?: string;
            /** @description With `policy`: which of its revisions. */
            revision?: number;
        };
        ExceptionChangedAnswer: {
            id: string;
            expiresAt: string | null;
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        FabricClient: {
            /** @description Agent id. */
            client: string;
            /** @description One process of the client. */
            instance: string;
            /** @description Of OPA or of the SDK. */
            version: string | null;
            bundles: {
                name: string;
                /** @description What decides there now: `policy@revision:digest`. */
                revision: string | null;
                /** @description Set while the last try failed. */
                code: string | null;
                message: string | null;
                /** @description What the client should have: its pin, or what is published. */
                publishedRevision: string | null;
                /** @description It has something else than it should have. */
                isBehind: boolean;
            }[];
            /** @description Of a client that gets its configuration by discovery. */
            discovery: {
                /** @description What decides there now: `policy@revision:digest`. */
                revision: string | null;
                /** @description Set while the last try failed. */
                code: string | null;
                message: string | null;
            } | null;
            /** @description When it last reported something new. */
            changedAt: string;
        };
        FabricClientPage: {
            items: components["schemas"]["FabricClient"][];
            nextCursor: string | null;
        };
        Fact: {
            name: string;
            definition: {
                measure: string;
                tools: string[] | null;
                verdicts: ("ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER")[];
                codes: ("ALLOWED" | "POLICY_DENIED" | "APPROVAL_REQUIRED" | "APPROVED" | "EXCEPTED" | "APPROVAL_DENIED" | "APPROVAL_TOKEN_INVALID" | "APPROVAL_FOR_OTHER_TENANT" | "APPROVAL_FOR_OTHER_SESSION" | "APPROVAL_FOR_OTHER_AGENT" | "APPROVAL_FOR_OTHER_TOOL" | "APPROVAL_FOR_OTHER_ARGUMENTS" | "APPROVAL_FOR_OTHER_POLICY" | "APPROVAL_USED" | "APPROVAL_WITHDRAWN" | "APPROVAL_EXPIRED" | "MODIFIED" | "DEFERRED" | "UNKNOWN_TOOL" | "ARGUMENTS_DO_NOT_FIT" | "DLP_BLOCKED" | "KILL_SWITCH" | "PAUSED" | "QUARANTINED" | "RATE_LIMITED" | "BUDGET_EXCEEDED" | "LIMIT_UNCOUNTABLE" | "FACT_UNCOUNTABLE" | "NO_ACTIVE_POLICY" | "POLICY_ERROR")[] | null;
                labels?: string[];
                outcomes: ("succeeded" | "failed" | "refused" | "unknown")[] | null;
                /** @enum {string} */
                underWay: "counts" | "waits";
                by: string;
                windowSeconds: number | null;
                period: ("day" | "month") | null;
                zone: string;
            };
            /** @description The policy that declares it; null for one that the tenant declared itself. */
            policy: string | null;
            declaredAt: string;
            /** @description How many groups were counted so far: sessions, customers, whatever it is grouped by. */
            counts: number;
            position: number;
        };
        FactChangedAnswer: {
            name: string;
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        FactPage: {
            items: components["schemas"]["Fact"][];
            nextCursor: string | null;
        };
        FactValue: {
            group: string;
            /** @description As the policy would read it now; null when there is nothing to tell. */
            value: unknown;
            /** @description Calls that wait for their outcome. */
            underWay: number;
            /** @description Where the first call of this group was counted. */
            position: number;
        };
        FactValuePage: {
            items: components["schemas"]["FactValue"][];
            nextCursor: string | null;
        };
        /** @default {} */
        GiveApprovalRequest: {
            /** @description Recorded with it. */
            comment?: string;
        };
        ImportToolsRequest: {
            /** @enum {string} */
            jsonrpc?: "2.0";
            id?: string | number;
            /** @description The answer with its envelope of JSON-RPC around it. */
            result?: {
                [key: string]: unknown;
            };
            /** @description As `tools/list` of MCP answers. */
            tools?: {
                [key: string]: unknown;
            }[];
            nextCursor?: string;
            _meta?: {
                [key: string]: unknown;
            };
            /**
             * @description Of tools that the catalogue does not know yet; exec when left out, which is the strictest.
             * @enum {string}
             */
            class?: "read" | "write" | "egress" | "exec";
            /** @description Who answers for the tool. */
            owner?: string;
        };
        Incident: {
            id: string;
            /** @enum {string} */
            state: "open" | "released";
            /** @enum {string} */
            subject: "session" | "agent";
            /** @description The session or agent that is contained while the incident is open. */
            subjectId: string;
            agent: string;
            /** @description In which it was tripped. */
            sessionId: string;
            /** @description The call that tripped it. */
            decisionId: string;
            cause: components["schemas"]["IncidentCause"];
            assignedTo: string | null;
            openedAt: string;
            position: number;
        };
        IncidentCause: {
            /** @enum {string} */
            kind: "score" | "trigger";
            trigger: string | null;
            on: ("denials" | "failures" | "label_violations" | "label_hits") | null;
            reached: number;
            threshold: number;
            windowSeconds: number | null;
        };
        IncidentChangedAnswer: {
            id: string;
            /** @enum {string} */
            state: "open" | "released";
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        IncidentDecision: {
            decisionId: string;
            points: number | null;
        };
        IncidentDetail: {
            id: string;
            /** @enum {string} */
            state: "open" | "released";
            /** @enum {string} */
            subject: "session" | "agent";
            /** @description The session or agent that is contained while the incident is open. */
            subjectId: string;
            agent: string;
            /** @description In which it was tripped. */
            sessionId: string;
            /** @description The call that tripped it. */
            decisionId: string;
            cause: components["schemas"]["IncidentCause"];
            assignedTo: string | null;
            openedAt: string;
            position: number;
            /** @description The calls that led to it, oldest first, at most 50; with what each scored, null where calls are counted. */
            decisions: components["schemas"]["IncidentDecision"][];
            timeline: components["schemas"]["IncidentTimelineEntry"][];
        };
        IncidentPage: {
            items: components["schemas"]["Incident"][];
            nextCursor: string | null;
        };
        IncidentTimelineEntry: {
            /** @description What happened: the name of the event. */
            step: string;
            /** @description Who did it; for the opening the agent. */
            by: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            byName: string | null;
            at: string;
            /** @description A comment, a reason, or whom it was assigned to. */
            text: string | null;
            position: number;
        };
        InstantiatePolicyTemplateRequest: {
            /**
             * @description Values by parameter; the template's own for the others.
             * @default {}
             */
            parameters?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        InstantiatedPolicyTemplate: {
            template: string;
            readme: string;
            modules: {
                [key: string]: string;
            };
            data: unknown;
            entrypoint: string;
        };
        Invariant: {
            name: string;
            says: string;
            /** @description Null for one that is built in. */
            rego: string | null;
            /** @description What it was declared with; the rest is asked of the catalogue of tools when it is checked. */
            parameters: {
                [key: string]: unknown;
            };
            declaredBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            declaredByName: string | null;
            since: string;
            position: number;
        };
        InvariantAnswer: {
            name: string;
            says: string;
            /** @enum {string} */
            answer: "PROVED" | "EXHAUSTED" | "COUNTEREXAMPLE" | "NO_COUNTEREXAMPLE_FOUND";
            /** @description True when no input meets its premise, so that it says nothing; null when that is not known. */
            vacuous: boolean | null;
            /** @description Why it is not proved, or why the invariant itself comes to no answer. */
            why: string | null;
            counterexample: components["schemas"]["InvariantCounterexample"] | null;
            solver: components["schemas"]["InvariantSolverRun"] | null;
            search: components["schemas"]["InvariantInputSearch"];
        };
        InvariantBaseline: {
            /** @description Rego v1 sources by file name; those named `*_test.rego` are its tests. */
            modules?: {
                [key: string]: string;
            };
            /** @description With `modules`: the document the policy reads as `data`. */
            data?: components["schemas"]["JsonValue"];
            /** @description With `modules`: the rule that answers; `writ/decision` by default. */
            entrypoint?: string;
            /** @description A stored policy, instead of `modules`. */
            policy?: string;
            /** @description With `policy`: which of its revisions. */
            revision?: number;
        };
        InvariantChangedAnswer: {
            name: string;
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        InvariantChoice: {
            name: string;
            /** @description A module with the set `violation` over `input.input` and `input.ruling`; none for what is built in. */
            rego?: string;
        };
        InvariantCounterexample: {
            input: unknown;
            /** @description By the engine that decides. */
            ruling: components["schemas"]["InvariantExampleRuling"];
            baseline: components["schemas"]["InvariantExampleRuling"] | null;
            /** @description Why the evaluation ended without an answer. */
            error: string | null;
            /** @description A test in Rego that fails until the policy no longer rules so. */
            test: string;
        };
        InvariantEnvironment: {
            /** @default environment */
            label?: string;
            /** @default environment */
            argument?: string;
        };
        InvariantExampleRuling: {
            /** @enum {string} */
            verdict: "ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER";
            code: string;
            rule: string;
            reason: string;
        };
        InvariantInputPart: {
            part: string;
            /** @description The first few. */
            values: string[];
            count: number;
        };
        InvariantInputSearch: {
            tried: number;
            /** @description Whether all of the domain was tried, and the domain stands for all that the policy can tell apart. */
            exhausted: boolean;
            seed: number;
            domain: components["schemas"]["InvariantInputPart"][];
        };
        InvariantPage: {
            items: components["schemas"]["Invariant"][];
            nextCursor: string | null;
        };
        InvariantParameters: {
            /** @description Class of each known tool; what the tenant's catalogue says when left out. */
            tools?: {
                [key: string]: "read" | "write" | "egress" | "exec";
            };
            /** @description The label of agents that may run what they are given. */
            role?: components["schemas"]["InvariantRole"];
            /** @description The label of an agent and the argument of a call that name an environment. */
            environment?: components["schemas"]["InvariantEnvironment"];
            /** @description Of data that may not leave; what tools of the catalogue return when left out. */
            labels?: string[];
        };
        InvariantRole: {
            /** @default role */
            label?: string;
            value: string;
        };
        InvariantSolverRun: {
            /** @enum {string} */
            said: "unsat" | "sat" | "unknown";
            /** @description SHA-256 of the SMT-LIB text. */
            smtDigest: string;
            /** @description What the text leaves open: anything is taken to be possible there. */
            approximated: string[];
            milliseconds: number;
        };
        InvariantsReport: {
            /** @description Whether every invariant is PROVED or EXHAUSTED. */
            holds: boolean;
            /** @enum {string} */
            inputs: "decision" | "any";
            /** @description Of what was looked at. */
            planDigest: string;
            dataDigest: string;
            /** @description With its version. */
            solver: string;
            answers: components["schemas"]["InvariantAnswer"][];
        };
        JsonValue: string | number | boolean | null | components["schemas"]["JsonValue"][] | {
            [key: string]: components["schemas"]["JsonValue"];
        };
        KeptReplayHistory: {
            /** @description By which a replay names it. */
            digest: string;
            /** @enum {string} */
            format: "opa-decision-log" | "csv";
            rows: number;
            /** @description Rows that tell what was decided: without them a replay needs a baseline. */
            ruled: number;
            addedAt: string;
        };
        LedgerEventPage: {
            items: {
                [key: string]: unknown;
            }[];
            nextFrom: number | null;
            /** @description What the people are called who acted in these events, by `actor.id`. */
            people: {
                [key: string]: string;
            };
        };
        LedgerHead: {
            tenant: string;
            position: number;
            chain: string;
            at: string | null;
        };
        LedgerReceipt: {
            /** @description Position in the tenant's ledger, 1..N; send it as Writ-Min-Position to read your own write. */
            position: number;
            /** @description SHA-256 of the canonical event, hex. */
            digest: string;
            /** @description Hash chain up to and including this event, hex. */
            chain: string;
            /** @description RFC 3339 time with microseconds, never decreasing along a ledger. */
            recordedAt: string;
        };
        LedgerVerification: {
            /** @enum {boolean} */
            ok: true;
            tenant: string;
            from: number;
            to: number;
            count: number;
            chain: string;
        } | {
            /** @enum {boolean} */
            ok: false;
            line: number;
            position?: number;
            reason: string;
            detail: string;
        };
        LiftPinRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        Limit: {
            id: string;
            name: string;
            /** @enum {string} */
            subject: "agent" | "tool" | "label" | "tenant";
            /** @description The one agent, tool or label it is for; null for each of them. */
            target: string | null;
            /** @description Only calls of this tool; null for any, or the one in `target`. */
            tool: string | null;
            /** @description The policy whose data declares it; null for one that an operator set. */
            policy: string | null;
            /** @enum {string} */
            measure: "calls" | "cost" | "tokens";
            limit: number;
            windowSeconds: number | null;
            period: ("day" | "month") | null;
            zone: string;
            /** @enum {string} */
            action: "warn" | "deny";
            setAt: string;
            /** @description How often a call went beyond a limit that warns. */
            warnings: number;
            position: number;
        };
        LimitChangedAnswer: {
            id: string;
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        LimitPage: {
            items: components["schemas"]["Limit"][];
            nextCursor: string | null;
        };
        LimitValue: {
            /** @description The agent, tool, value of the label, or tenant. */
            group: string;
            /** @description Of the limit at this moment, in what it measures. */
            used: number;
            /** @description Where the first call of this group was counted. */
            position: number;
        };
        LimitValuePage: {
            items: components["schemas"]["LimitValue"][];
            nextCursor: string | null;
        };
        MakePolicyDossierRequest: {
            /**
             * Format: uuid
             * @description A finished replay whose candidate is this revision; the newest one when left out, if there is any.
             */
            replay?: string;
        };
        NewAgentKey: {
            /** @description Shown once; store it now. */
            key: string;
            keyId: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        OpaStatusAnswer: {
            /** @description False when it says what the last one said. */
            recorded: boolean;
        };
        OpenSessionRequest: {
            /** @description Made from a UUID when left out. */
            id?: string;
            /**
             * @description Facts about the session that policies and risk read.
             * @default []
             */
            tags?: string[];
            /** @description The session that started this one; its labels are this one’s. */
            parentSessionId?: string;
            /** @description Sessions whose results this one is given; their labels are this one’s. */
            inputSessionIds?: string[];
        };
        Operator: {
            id: string;
            name: string;
            roles: ("viewer" | "operator" | "admin" | "owner" | "policy_admin" | "approval_admin" | "shadow_admin" | "replay_admin" | "incident_admin" | "rollout_admin" | "auditor")[];
            clientId: string;
            registeredAt: string;
            registeredBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            registeredByName: string | null;
            secretRotatedAt: string | null;
            endedAt: string | null;
            endedBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            endedByName: string | null;
        };
        OperatorAnswer: {
            operator: {
                id: string;
                name: string;
                roles: ("viewer" | "operator" | "admin" | "owner" | "policy_admin" | "approval_admin" | "shadow_admin" | "replay_admin" | "incident_admin" | "rollout_admin" | "auditor")[];
            };
            clientId: string;
            /** @description Shown once; store it now. */
            clientSecret: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        OperatorEndedAnswer: {
            operator: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        OperatorPage: {
            items: components["schemas"]["Operator"][];
            nextCursor: string | null;
        };
        OperatorRolesChangedAnswer: {
            operator: string;
            roles: ("viewer" | "operator" | "admin" | "owner" | "policy_admin" | "approval_admin" | "shadow_admin" | "replay_admin" | "incident_admin" | "rollout_admin" | "auditor")[];
            /** @description Null when the operator had these roles already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        OperatorSecretRotatedAnswer: {
            clientId: string;
            /** @description Shown once; store it now. */
            clientSecret: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        OutcomeAnswer: {
            decisionId: string;
            status: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        OutcomeRequest: {
            /** @enum {string} */
            status: "succeeded" | "failed" | "refused" | "unknown";
            durationMs?: number;
            result?: components["schemas"]["JsonValue"];
            labels?: string[];
            error?: string;
            /** @description What the call really used. Limits, budgets and usage count it from now on, instead of what `context.usage` said before the call. */
            usage?: {
                tokens: number;
            };
        };
        PastControl: {
            /** @enum {string} */
            effect: "kill" | "pause";
            /** @enum {string} */
            scope: "global" | "tenant" | "agent" | "tool" | "session";
            target: string | null;
            reason: string;
            setBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            setByName: string | null;
            setAt: string;
            position: number;
            liftedBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            liftedByName: string | null;
            liftedAt: string | null;
            liftedReason: string | null;
        };
        PastControlList: {
            items: components["schemas"]["PastControl"][];
            nextCursor: null;
        };
        PauseProjectionRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        PersonalDataAnswer: {
            /** @enum {string} */
            mode: "off" | "redact" | "tokenize";
            /** @description Of the change; null when there was none. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        Pin: {
            pin: string;
            selector: {
                agent?: string;
                session?: string;
                label?: {
                    name: string;
                    value: string;
                };
            };
            policy: {
                id: string;
                revision: number;
                digest: string;
            };
            expiresAt: string;
            reason: string;
            setBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            setByName: string | null;
            setAt: string;
            /** @description Where it is in the tenant's ledger. */
            position: number;
        };
        PinLiftedAnswer: {
            pin: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        PinList: {
            items: components["schemas"]["Pin"][];
            nextCursor: null;
        };
        PinRevisionRequest: {
            policy: string;
            revision: number;
            /** @description Exactly one of agent, session and label. */
            selector: {
                agent?: string;
                session?: string;
                label?: {
                    name: string;
                    value: string;
                };
            };
            /**
             * Format: date-time
             * @description RFC 3339; at most 366 days from now.
             */
            expiresAt: string;
            /** @description Why; kept in the ledger. */
            reason: string;
            /**
             * @description Whether the target may be one that nobody has heard of yet; it is refused with TARGET_UNKNOWN otherwise.
             * @default false
             */
            forLater?: boolean;
        };
        Policy: {
            id: string;
            name: string;
            revisions: number;
            publishedRevision: number | null;
            /** @description Whether what the published revision decides by answers as OPA itself does; null until that was looked at. */
            publishedPlan: ("agrees" | "disagrees" | "unknown") | null;
            /** @description Whether it decides the calls of this tenant now. */
            active: boolean;
            createdAt: string;
            createdBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            createdByName: string | null;
        };
        PolicyChanges: {
            added: string[];
            removed: string[];
            changed: string[];
        };
        PolicyCheckReport: {
            /** @description Whether every part that was asked for is. */
            ok: boolean;
            check: components["schemas"]["PolicyPartReport"] | null;
            format: components["schemas"]["PolicyFormatReport"] | null;
            test: components["schemas"]["PolicyTestReport"] | null;
            coverage: components["schemas"]["PolicyCoverageReport"] | null;
            lint: components["schemas"]["PolicyLintReport"] | null;
            score: components["schemas"]["PolicyScore"] | null;
            hash: components["schemas"]["PolicyHashReport"] | null;
            readSet: components["schemas"]["PolicyReadSetReport"] | null;
        };
        PolicyCondition: {
            file: string;
            row: number;
        };
        PolicyCoverageReport: {
            ok: boolean;
            findings: components["schemas"]["PolicyFinding"][];
            /** @description Of all findings; the first 200 are listed. */
            findingCount: number;
            /** @description Share of the rows that tests reach, 0 to 1. */
            coverage: number;
            threshold: number;
            files: components["schemas"]["PolicyFileCoverage"][];
        };
        PolicyCreatedAnswer: {
            policy: {
                id: string;
                name: string;
            };
            ledger: components["schemas"]["LedgerReceipt"];
        };
        PolicyDiff: {
            same: boolean;
            /**
             * @description `equivalent`: the text differs, no answer does. `changed`: other answers, or too many inputs to try them all.
             * @enum {string}
             */
            effect: "same" | "widened" | "narrowed" | "both" | "equivalent" | "changed";
            /** @description Whether another rule answers. */
            entrypoint: boolean;
            rules: components["schemas"]["PolicyChanges"];
            data: components["schemas"]["PolicyChanges"];
            tools: components["schemas"]["PolicyChanges"];
            search: components["schemas"]["PolicySearch"];
            /** @description Inputs that are treated less strictly than before. */
            widened: components["schemas"]["PolicyDifferenceExample"][];
            narrowed: components["schemas"]["PolicyDifferenceExample"][];
            other: components["schemas"]["PolicyDifferenceExample"][];
        };
        PolicyDifferenceExample: {
            input: unknown;
            before: string;
            after: string;
        };
        PolicyDossier: {
            policy: string;
            revision: number;
            /** @description SHA-256 of the canonical JSON of the dossier, as the ledger has it. */
            digest: string;
            /** @description Of the key that signed it. */
            keyId: string;
            /** @description The revision that was published when it was made. */
            against: number | null;
            /** @description What speaks against the change by the rules of your tenant. */
            objections: string[];
            /** @description Whether it still compares with what is published. */
            current: boolean;
            madeBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            madeByName: string | null;
            madeAt: string;
            dossier: components["schemas"]["ChangeDossier"];
            /** @description DSSE; what is checked offline. */
            envelope: components["schemas"]["PolicyDossierEnvelope"];
        };
        PolicyDossierEnvelope: {
            /** @description What is signed, base64. */
            payload: string;
            payloadType: string;
            signatures: {
                /** @description Selects the key that is tried; ids of other systems may have any form. */
                keyid: string;
                /** @description Base64; 64 bytes when it is by a key of ours. */
                sig: string;
            }[];
        };
        PolicyDossierMade: {
            policy: string;
            revision: number;
            /** @description SHA-256 of the canonical JSON of the dossier, as the ledger has it. */
            digest: string;
            /** @description Of the key that signed it. */
            keyId: string;
            /** @description The revision that was published when it was made. */
            against: number | null;
            /** @description What speaks against the change by the rules of your tenant. */
            objections: string[];
            /** @description Whether it still compares with what is published. */
            current: boolean;
            summary: components["schemas"]["PolicyDossierSummary"];
            ledger: components["schemas"]["LedgerReceipt"];
        };
        PolicyDossierSummary: {
            tests: {
                passed: number;
                failed: number;
                /** @description 0 to 1. */
                coverage: number;
                /** @description 0 to 100. */
                score: number;
            } | null;
            structure: {
                added: number;
                removed: number;
                changed: number;
            } | null;
            meaning: string | null;
            invariants: {
                held: number;
                refuted: number;
                open: number;
            } | null;
            history: {
                mode: string;
                from: number;
                to: number;
                decisions: number;
                differences: number;
                critical: number;
                high: number;
                diverged: number;
                /** @description Which revisions decided what was recorded; null where a call was stopped before any was asked. Not of a history that was brought. */
                decidedBy?: {
                    policy: string | null;
                    revision: number | null;
                    decisions: number;
                    from: number;
                    to: number;
                }[];
            } | null;
            shadow: {
                state: string;
                decisions: number;
                differences: number;
                critical: number;
                high: number;
                diverged: number;
            } | null;
        };
        PolicyEvaluation: {
            /** @description Whether there is an answer. */
            defined: boolean;
            /** @description Null when there is none. */
            result: unknown;
            explanation: components["schemas"]["PolicyExplanation"] | null;
            /** @description Why the evaluation failed; a decision would be denied with POLICY_ERROR. */
            error: components["schemas"]["PolicyFinding"] | null;
        };
        PolicyException: {
            id: string;
            /** @enum {string} */
            state: "requested" | "holds" | "used_up" | "revoked" | "expired";
            session: string | null;
            agent: string | null;
            tool: string | null;
            rule: string | null;
            seconds: number;
            uses: number | null;
            reason: string;
            requestedBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            requestedByName: string | null;
            requestedAt: string;
            approvedBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            approvedByName: string | null;
            expiresAt: string | null;
            /** @description How many calls passed because of it. */
            used: number;
            position: number;
        };
        PolicyExceptionPage: {
            items: components["schemas"]["PolicyException"][];
            nextCursor: string | null;
        };
        PolicyExplanation: {
            fired: components["schemas"]["PolicyRuleFired"][];
            /** @description Rules that were tried, each with the condition that stopped it. */
            failed: components["schemas"]["PolicyRuleFailed"][];
            reads: components["schemas"]["PolicyReads"];
        };
        PolicyFileCoverage: {
            file: string;
            /** @description Rows. */
            covered: number;
            notCovered: number[];
        };
        PolicyFinding: {
            /** @description Of the compiler, of its limits, or the id of a lint rule. */
            code: string;
            /** @enum {string} */
            severity: "error" | "warning";
            message: string;
            file: string | null;
            /** @description From 1. */
            row: number | null;
            /** @description From 1. */
            col: number | null;
            fix: string | null;
            /** @description What explains the lint rule, on this server. */
            page: string | null;
        };
        PolicyFormatReport: {
            ok: boolean;
            findings: components["schemas"]["PolicyFinding"][];
            /** @description Of all findings; the first 200 are listed. */
            findingCount: number;
            /** @description Formatted text of the files that differ from it. */
            files: {
                [key: string]: string;
            };
        };
        PolicyGovernance: {
            minimumQuality: number;
            /** @enum {string} */
            separationOfDuties: "enforced" | "relaxed";
            /** @description Whether a revision needs a change dossier to be published or pinned. */
            requireDossier: boolean;
            /** @description Set for the whole deployment by WRIT_REQUIRE_SIGNED_POLICY. */
            signatureRequired: boolean;
        };
        PolicyGovernanceSet: {
            minimumQuality: number;
            /** @enum {string} */
            separationOfDuties: "enforced" | "relaxed";
            /** @description Whether a revision needs a change dossier to be published or pinned. */
            requireDossier: boolean;
            /** @description Set for the whole deployment by WRIT_REQUIRE_SIGNED_POLICY. */
            signatureRequired: boolean;
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        PolicyHashReport: {
            ok: boolean;
            findings: components["schemas"]["PolicyFinding"][];
            /** @description Of all findings; the first 200 are listed. */
            findingCount: number;
            /** @description Of what the policy says, whatever its comments, spaces and key order. */
            hash: string | null;
            planDigest: string | null;
            dataDigest: string | null;
            compiler: string | null;
        };
        PolicyKey: {
            keyId: string;
            name: string;
            /** @enum {string} */
            algorithm: "ES256" | "Ed25519";
            /** @description SPKI PEM. */
            publicKey: string;
            /** @enum {string} */
            status: "active" | "retired" | "revoked";
            registeredAt: string;
            registeredBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            registeredByName: string | null;
            retiredAt: string | null;
            retiredBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            retiredByName: string | null;
            /** @description Id of the key that took its place. */
            replacedBy: string | null;
            revokedAt: string | null;
            revokedBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            revokedByName: string | null;
            /** @description Why it was revoked. */
            reason: string | null;
        };
        PolicyKeyEnteredAnswer: {
            keyId: string;
            name: string;
            /** @enum {string} */
            algorithm: "ES256" | "Ed25519";
            ledger: components["schemas"]["LedgerReceipt"];
        };
        PolicyKeyPage: {
            items: components["schemas"]["PolicyKey"][];
            nextCursor: string | null;
        };
        PolicyKeyRevokedAnswer: {
            keyId: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        PolicyLintReport: {
            ok: boolean;
            findings: components["schemas"]["PolicyFinding"][];
            /** @description Of all findings; the first 200 are listed. */
            findingCount: number;
            search: components["schemas"]["PolicySearch"];
        };
        PolicyPage: {
            items: components["schemas"]["Policy"][];
            nextCursor: string | null;
        };
        PolicyPartReport: {
            ok: boolean;
            findings: components["schemas"]["PolicyFinding"][];
            /** @description Of all findings; the first 200 are listed. */
            findingCount: number;
        };
        PolicyPlan: {
            /** @description The revision, by content. */
            policy: {
                id: string;
                revision: number;
                digest: string;
                planDigest: string;
                dataDigest: string;
                entrypoint: string;
                signature: {
                    digest: string;
                    keyId: string;
                } | null;
            };
            /** @description The pin that chose this revision for you instead of the published one. */
            pin?: string;
            /** @description Base64 of the compiled plan; its SHA-256 is `policy.planDigest`. */
            plan: string;
            /** @description Base64 of the data document; its SHA-256 is `policy.dataDigest`. */
            data: string;
            /** @description The DSSE envelope it was published with; the SHA-256 of its canonical JSON is `policy.signature.digest`. */
            envelope: {
                [key: string]: unknown;
            } | null;
        };
        PolicyQuality: {
            score: number;
            isFormatted: boolean;
            testsPassed: number;
            testsFailed: number;
            coverage: number;
        };
        PolicyReadSetReport: {
            ok: boolean;
            findings: components["schemas"]["PolicyFinding"][];
            /** @description Of all findings; the first 200 are listed. */
            findingCount: number;
            input: string[];
            data: string[];
        };
        PolicyReads: {
            input: string[];
            data: string[];
            /** @description Those of them where nothing was. */
            missing: string[];
            /** @description Whether paths were shortened: they then name more than was read, never less. */
            truncated: boolean;
        };
        PolicyRevision: {
            policy: string;
            revision: number;
            /** @enum {string} */
            status: "draft" | "in_review" | "changes_requested" | "approved" | "published" | "superseded" | "rolled_back";
            summary: string;
            entrypoint: string;
            digest: string;
            planDigest: string;
            dataDigest: string;
            compiler: string;
            /** @description Null for revisions from before checks were kept. */
            quality: components["schemas"]["PolicyQuality"] | null;
            /** @description The revision whose modules and tests it has, when only its data is its own. */
            basedOn: number | null;
            addedAt: string;
            addedBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            addedByName: string | null;
            reviewedBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            reviewedByName: string | null;
            /** @description Key id of the latest signature. */
            signedBy: string | null;
            /** @description Digest of the latest change dossier. */
            dossier: string | null;
            publishedAt: string | null;
            publishedBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            publishedByName: string | null;
            modules: {
                [key: string]: string;
            };
            tests: {
                [key: string]: string;
            };
            data: unknown;
            /** @description Oldest first. */
            history: components["schemas"]["PolicyStep"][];
        };
        PolicyRevisionAddedAnswer: {
            policy: string;
            revision: number;
            digest: string;
            quality: components["schemas"]["PolicyQuality"];
            ledger: components["schemas"]["LedgerReceipt"];
        };
        PolicyRevisionPage: {
            items: components["schemas"]["PolicyRevisionSummary"][];
            nextCursor: string | null;
        };
        PolicyRevisionSignedAnswer: {
            policy: string;
            revision: number;
            keyId: string;
            /** @description Null when the revision carries this signature already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        PolicyRevisionSummary: {
            policy: string;
            revision: number;
            /** @enum {string} */
            status: "draft" | "in_review" | "changes_requested" | "approved" | "published" | "superseded" | "rolled_back";
            summary: string;
            entrypoint: string;
            digest: string;
            planDigest: string;
            dataDigest: string;
            compiler: string;
            /** @description Null for revisions from before checks were kept. */
            quality: components["schemas"]["PolicyQuality"] | null;
            /** @description The revision whose modules and tests it has, when only its data is its own. */
            basedOn: number | null;
            addedAt: string;
            addedBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            addedByName: string | null;
            reviewedBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            reviewedByName: string | null;
            /** @description Key id of the latest signature. */
            signedBy: string | null;
            /** @description Digest of the latest change dossier. */
            dossier: string | null;
            publishedAt: string | null;
            publishedBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            publishedByName: string | null;
        };
        PolicyRuleFailed: {
            rule: string;
            file: string;
            row: number;
            condition: components["schemas"]["PolicyCondition"];
        };
        PolicyRuleFired: {
            rule: string;
            file: string;
            row: number;
        };
        PolicyScore: {
            /** @description 0 to 100; the sum of the others. */
            score: number;
            /** @description Of 30. */
            format: number;
            /** @description Of 30. */
            tests: number;
            /** @description Of 40. */
            coverage: number;
        };
        PolicySearch: {
            points: number;
            /** @description Whether every combination was tried. */
            exhausted: boolean;
        };
        PolicyStep: {
            /** @enum {string} */
            step: "added" | "submitted" | "approved" | "changes_requested" | "signed" | "dossier" | "published" | "restored" | "rolled_back";
            by: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            byName: string | null;
            at: string;
            comment: string | null;
            /** @description With approved and published: whether it was in force. */
            separationOfDuties: ("enforced" | "relaxed") | null;
            keyId: string | null;
            /** @description Where it is in the tenant's ledger. */
            position: number;
        };
        PolicyStepTaken: {
            policy: string;
            revision: number;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        PolicyTemplate: {
            name: string;
            title: string;
            description: string;
            /** @enum {string} */
            risk: "low" | "medium" | "high";
            parameters: components["schemas"]["PolicyTemplateParameter"][];
            readme: string;
            modules: {
                [key: string]: string;
            };
            data: unknown;
            entrypoint: string;
        };
        PolicyTemplateList: {
            items: components["schemas"]["PolicyTemplateSummary"][];
        };
        PolicyTemplateParameter: {
            name: string;
            description: string;
            /** @description The template's own; another has the same type. */
            value: unknown;
        };
        PolicyTemplateSummary: {
            name: string;
            title: string;
            description: string;
            /** @enum {string} */
            risk: "low" | "medium" | "high";
            parameters: components["schemas"]["PolicyTemplateParameter"][];
        };
        PolicyTest: {
            package: string;
            name: string;
            file: string;
            row: number;
            /** @enum {string} */
            outcome: "passed" | "failed" | "skipped" | "error";
            message: string | null;
            /** @description What the test printed. */
            output: string | null;
        };
        PolicyTestReport: {
            ok: boolean;
            findings: components["schemas"]["PolicyFinding"][];
            /** @description Of all findings; the first 200 are listed. */
            findingCount: number;
            passed: number;
            failed: number;
            skipped: number;
            /** @description The first 200. */
            tests: components["schemas"]["PolicyTest"][];
        };
        PolicyText: {
            /** @description Rego v1 sources by file name; those named `*_test.rego` are its tests. */
            modules: {
                [key: string]: string;
            };
            /**
             * @description The document the policy reads as `data`.
             * @default {}
             */
            data?: components["schemas"]["JsonValue"];
            /**
             * @description The rule that answers.
             * @default writ/decision
             */
            entrypoint?: string;
        };
        PriceList: {
            version: number;
            tools: {
                [key: string]: {
                    perCall: number;
                    perThousandTokens: number;
                };
            };
            other: {
                perCall: number;
                perThousandTokens: number;
            };
            setBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            setByName: string | null;
            setAt: string;
            position: number;
        };
        PriceListPage: {
            items: components["schemas"]["PriceList"][];
            nextCursor: string | null;
        };
        PricesChangedAnswer: {
            version: number;
            /** @description Null when these were the prices already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        /** @description RFC 9457 problem document. Decide by `code`; `detail` is for people. Some codes add members. */
        Problem: {
            /**
             * @description The page of the code, relative to this server.
             * @example /docs/refusals#INVALID_INPUT
             */
            type: string;
            /** @description The name of the status. */
            title: string;
            status: number;
            detail: string;
            /** @enum {string} */
            code: "AGENT_ALREADY_EXISTS" | "AGENT_KEY_NOT_FOUND" | "AGENT_NOT_FOUND" | "ALREADY_PINNED" | "APPROVAL_ALREADY_DECIDED" | "APPROVAL_EXPIRED" | "APPROVAL_NOT_FOUND" | "APPROVAL_SUPERSEDED" | "APPROVER_ACTED_ALREADY" | "APPROVER_IS_REQUESTER" | "ARGUMENT_SCHEMA_INVALID" | "AS_OF_BEYOND_LEDGER" | "AS_OF_NOT_TOLD" | "AS_OF_TOO_FAR" | "AS_OF_UNREADABLE" | "BODY_TOO_LARGE" | "CALL_WAS_NOT_ALLOWED" | "CATALOGUE_TOO_LARGE" | "CONTROL_ALREADY_SET" | "CONTROL_NOT_EVERYWHERE" | "CONTROL_NOT_SET" | "CONTROL_TARGET_INVALID" | "DATABASE_UNAVAILABLE" | "DATABASE_UNFIT" | "DECISION_NOT_FOUND" | "DELEGATION_ENDS_WRONG" | "DELIVERY_NOT_FOUND" | "DELIVERY_PENDING" | "DOSSIER_ALTERED" | "DOSSIER_REPLAY_UNFIT" | "EXCEPTION_ALREADY_DECIDED" | "EXCEPTION_NEEDS_ANOTHER_PERSON" | "EXCEPTION_NOT_FOUND" | "FACTS_INVALID" | "FACT_DECLARED_OTHERWISE" | "FACT_NOT_FOUND" | "FORBIDDEN" | "IDEMPOTENCY_CONFLICT" | "IDEMPOTENCY_IN_PROGRESS" | "INCIDENT_ALREADY_OPEN" | "INCIDENT_ALREADY_RELEASED" | "INCIDENT_NOT_FOUND" | "INCIDENT_TOO_OLD" | "INTERNAL_FAULT" | "INVALID_INPUT" | "INVARIANTS_MISSING" | "INVARIANT_BUILT_IN" | "INVARIANT_MALFORMED" | "INVARIANT_NOT_DECLARED" | "INVARIANT_PARAMETER_MISSING" | "INVARIANT_SAYS_NOTHING" | "INVARIANT_UNKNOWN" | "LABEL_IS_INHERITED" | "LABEL_NOT_THERE" | "LEDGER_DAMAGED" | "LEDGER_UNAVAILABLE" | "LIMIT_ALREADY_SET" | "LIMIT_IS_A_POLICYS" | "LIMIT_NOT_FOUND" | "MAIL_NOT_CONFIGURED" | "METHOD_NOT_ALLOWED" | "NOTHING_PUBLISHED" | "NOTHING_TO_COMPARE_WITH" | "NOTHING_TO_ROLL_BACK_TO" | "NOT_AN_APPROVER" | "NOT_FOUND" | "NO_PRICE_LIST" | "OPERATOR_ALREADY_EXISTS" | "OPERATOR_ENDED" | "OPERATOR_NOT_FOUND" | "OUTCOME_ALREADY_RECORDED" | "OVERLOADED" | "PIN_NOT_FOUND" | "POLICY_ALREADY_EXISTS" | "POLICY_CHECKS_FAILED" | "POLICY_COMPILER_UNAVAILABLE" | "POLICY_DOSSIER_MISSING" | "POLICY_DOSSIER_NOT_FOUND" | "POLICY_DOSSIER_OBJECTS" | "POLICY_DOSSIER_STALE" | "POLICY_HAS_NO_REVISION" | "POLICY_INVALID" | "POLICY_KEY_ALREADY_REGISTERED" | "POLICY_KEY_INVALID" | "POLICY_KEY_NOT_FOUND" | "POLICY_KEY_RETIRED" | "POLICY_KEY_REVOKED" | "POLICY_KEY_UNKNOWN" | "POLICY_NOT_ACTIVE" | "POLICY_NOT_FOUND" | "POLICY_NOT_SIGNED" | "POLICY_PLAN_DISAGREES" | "POLICY_PUBLISHED_MEANWHILE" | "POLICY_QUALITY_TOO_LOW" | "POLICY_REVISION_ALREADY_PUBLISHED" | "POLICY_REVISION_NOT_APPROVED" | "POLICY_REVISION_NOT_A_DRAFT" | "POLICY_REVISION_NOT_FOUND" | "POLICY_REVISION_NOT_IN_REVIEW" | "POLICY_SIGNATURE_INVALID" | "POLICY_TEMPLATE_NOT_FOUND" | "POLICY_TEMPLATE_PARAMETER_INVALID" | "POLICY_TOOLS_BUSY" | "POLICY_TOO_COSTLY" | "POLICY_TOO_LARGE" | "POLICY_UNUSABLE" | "PROJECTION_BUSY" | "PROJECTION_HAS_NO_ROWS" | "PROJECTION_NEVER_PAUSED" | "PROJECTION_NOT_FOUND" | "PROJECTION_NOT_STOPPED" | "PROJECTION_RUN_NOT_UNDER_WAY" | "PUBLISHER_IS_AUTHOR" | "PUBLISHER_IS_REVIEWER" | "QUERY_TOO_COSTLY" | "RATE_LIMITS_INVALID" | "READ_MODEL_BEHIND" | "READ_MODEL_PAUSED" | "REPLAY_HISTORY_NOT_FOUND" | "REPLAY_HISTORY_NOT_RULED" | "REPLAY_HISTORY_UNREADABLE" | "REPLAY_IS_OVER" | "REPLAY_NOT_COMPLETED" | "REPLAY_NOT_FOUND" | "REPLAY_NOT_PAUSED" | "REPLAY_RANGE_EMPTY" | "REPLAY_REPORT_ALTERED" | "REPLAY_WITHOUT_SUGGESTIONS" | "REPORTED_DECISION_CONFLICT" | "REPORT_TOO_LARGE" | "REVIEWER_IS_AUTHOR" | "SESSION_ALREADY_EXISTS" | "SESSION_CLOSED" | "SESSION_NOT_FOUND" | "SHADOW_ENDS_BEFORE_IT_BEGINS" | "SHADOW_IS_OVER" | "SHADOW_NOT_FOUND" | "SIGN_IN_FAILED" | "SIGN_IN_SLOWED" | "SINK_RULE_NOT_FOUND" | "STREAM_BUSY" | "SUBJECT_HAS_OPEN_INCIDENT" | "SUGGESTIONS_WITHOUT_TEXT" | "TARGET_UNKNOWN" | "TENANT_ALREADY_EXISTS" | "TENANT_MISMATCH" | "TOOL_NOT_FOUND" | "TOO_MANY_COMMENTS" | "TOO_MANY_DELEGATIONS" | "TOO_MANY_EXCEPTIONS" | "TOO_MANY_FACTS" | "TOO_MANY_INCIDENT_NOTES" | "TOO_MANY_INVARIANTS" | "TOO_MANY_LIMITS" | "TOO_MANY_PINS" | "TOO_MANY_POLICY_KEYS" | "TOO_MANY_REPLAYS" | "TOO_MANY_REPLAY_HISTORIES" | "TOO_MANY_SESSIONS_BEFORE" | "TOO_MANY_SHADOWS" | "TOO_MANY_SINK_RULES" | "TOO_MANY_TOOLS" | "TOO_MANY_WEBHOOKS" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "UNSUPPORTED_VERSION" | "VERIFICATIONS_BUSY" | "WEBHOOK_ENDED" | "WEBHOOK_HAS_NO_SECRET" | "WEBHOOK_NOT_FOUND" | "WEBHOOK_TARGET_INVALID";
            /** @description The same as the header `X-Request-Id`. */
            requestId: string;
        };
        Projection: {
            /** @description As in the metrics and in `/readyz`. */
            name: string;
            /**
             * @description What is shown, or what is done because of events.
             * @enum {string}
             */
            kind: "list" | "reaction";
            /** @enum {string} */
            state: "following" | "behind" | "stopped" | "paused" | "rebuilding" | "verifying";
            version: number;
            /** @description Everything up to here is applied. */
            position: number;
            /** @description Where the ledger ends. */
            head: number;
            lagEvents: number;
            /** @description Age of the oldest event that is not applied yet; 0 when there is none. */
            lagSeconds: number;
            /** @description The event before which it stands still. */
            failing: components["schemas"]["ProjectionFailingEvent"] | null;
            paused: components["schemas"]["ProjectionPause"] | null;
            run: components["schemas"]["ProjectionRun"] | null;
            lastVerification: components["schemas"]["ProjectionRunOutcome"] | null;
            lastRebuild: components["schemas"]["ProjectionRunOutcome"] | null;
        };
        ProjectionEventSkippedAnswer: {
            projection: string;
            position: number;
            /** @description Null when it was skipped already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        ProjectionFailingEvent: {
            /** @description Of the event that it cannot apply or react to. */
            position: number;
            eventType: string;
            /** @description Why not. */
            problem: string;
            since: string;
        };
        ProjectionList: {
            items: components["schemas"]["Projection"][];
            nextCursor: null;
        };
        ProjectionPause: {
            reason: string;
            by: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            byName: string | null;
            at: string;
        };
        ProjectionPauseAnswer: {
            projection: string;
            paused: boolean;
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        ProjectionRowDifference: {
            table: string;
            /** @description JSON array of the key's columns. */
            key: string;
            /**
             * @description Not there, there without a reason, or another one than it should be.
             * @enum {string}
             */
            is: "missing" | "extra" | "other";
        };
        ProjectionRun: {
            id: string;
            /** @enum {string} */
            kind: "verify" | "rebuild";
            requestedBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            requestedByName: string | null;
            requestedAt: string;
            /** @description Positions of the ledger that are folded. */
            done: number;
            /** @description Positions to fold; 0 before anybody began. */
            total: number;
        };
        ProjectionRunAnswer: {
            projection: string;
            run: string;
            /** @description Null when it was asked for already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        ProjectionRunCancelledAnswer: {
            projection: string;
            run: string;
            /** @enum {string} */
            kind: "verify" | "rebuild";
            /** @description Null when it was cancelled already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        ProjectionRunOutcome: {
            run: string;
            /**
             * @description Whether the rows were what the events come to when it looked; failed or cancelled when it came to nothing.
             * @enum {string}
             */
            result: "same" | "different" | "failed" | "cancelled";
            at: string;
            /** @description Of the ledger, as of which rows and events were compared. */
            position: number | null;
            /** @description Rows that the events come to. */
            rows: number | null;
            /** @description SHA-256 over the rows as they were found. */
            live: string | null;
            /** @description SHA-256 over the rows that the events come to. */
            rebuilt: string | null;
            missing: number | null;
            extra: number | null;
            other: number | null;
            /** @description Rows that a rebuild put right; null for a verification. */
            written: number | null;
            /** @description The first rows that differed, at most ten. */
            examples: components["schemas"]["ProjectionRowDifference"][];
            /** @description Why it failed. */
            detail: string | null;
        };
        PublishPolicyRequest: {
            comment?: string;
            /** @description Publish only if this is the published revision now (null: only if none is). */
            supersedes?: number | null;
        };
        Quarantine: {
            /** @description At this score a session is contained; null where nothing is scored. */
            scoring: components["schemas"]["QuarantineScoring"] | null;
            triggers: components["schemas"]["QuarantineTrigger"][];
            reason: string | null;
            /** @description Null where no rules were ever set. */
            setBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            setByName: string | null;
            setAt: string | null;
        };
        QuarantineChangedAnswer: {
            /** @description At this score a session is contained; null where nothing is scored. */
            scoring: components["schemas"]["QuarantineScoring"] | null;
            triggers: components["schemas"]["QuarantineTrigger"][];
            reason: string | null;
            /** @description Null where no rules were ever set. */
            setBy: string | null;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            setByName: string | null;
            setAt: string | null;
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        QuarantineScoring: {
            threshold: number;
        };
        QuarantineTrigger: {
            id: string;
            name: string;
            /** @enum {string} */
            on: "denials" | "failures" | "label_violations" | "label_hits";
            /** @enum {string} */
            subject: "session" | "agent";
            count: number;
            windowSeconds: number;
            tools: string[] | null;
            labels: string[] | null;
        };
        Quota: {
            limitId: string;
            name: string;
            /** @enum {string} */
            subject: "agent" | "tool" | "label" | "tenant";
            /** @description The agent, tool, value of the label, or tenant; null where it is for each of them and none has used anything. */
            group: string | null;
            /** @enum {string} */
            measure: "calls" | "cost" | "tokens";
            /** @enum {string} */
            action: "warn" | "deny";
            used: number;
            limit: number;
            /**
             * @description ok, warning from 80 per cent on, exceeded when nothing is left.
             * @enum {string}
             */
            level: "ok" | "warning" | "exceeded";
            /** @description False for a budget that was ended. */
            holds: boolean;
            /** @description Where the limit was set. */
            position: number;
        };
        QuotaPage: {
            items: components["schemas"]["Quota"][];
            nextCursor: string | null;
        };
        ReadAudit: {
            /**
             * @description Whether each look of an operator becomes an event, OperatorRead.
             * @enum {string}
             */
            reads: "recorded" | "unrecorded";
        };
        ReadAuditAnswer: {
            /**
             * @description Whether each look of an operator becomes an event, OperatorRead.
             * @enum {string}
             */
            reads: "recorded" | "unrecorded";
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        RegisterAgentRequest: {
            /** @description Made from a UUID when left out. */
            id?: string;
            name: string;
            /**
             * @description Facts about the agent that policies can read.
             * @default {}
             */
            labels?: {
                [key: string]: string;
            };
        };
        RegisterOperatorRequest: {
            name: string;
            roles: ("viewer" | "operator" | "admin" | "owner" | "policy_admin" | "approval_admin" | "shadow_admin" | "replay_admin" | "incident_admin" | "rollout_admin" | "auditor")[];
        };
        RegisterPolicyKeyRequest: {
            /** @description Who or what signs with it; shown to people. */
            name: string;
            /** @description One PEM block PUBLIC KEY, P-256 or Ed25519. Never the private key. */
            publicKey: string;
        };
        /**
         * @example {
         *       "name": "On call",
         *       "url": "https://hooks.example/writ",
         *       "events": [
         *         "approval_requested",
         *         "control_killed"
         *       ]
         *     }
         */
        RegisterWebhookRequest: {
            name: string;
            /** @description `https:`, which must not lead into a private network unless the deployment allows it; or `mailto:` and one e-mail address. */
            url: string;
            /**
             * @description `chat`: a body `{"text": "…"}` such as incoming webhooks of chats take. Not for e-mail.
             * @default standard
             * @enum {string}
             */
            format?: "standard" | "chat";
            /** @description What is told. */
            events: ("approval_requested" | "approval_granted" | "approval_denied" | "approval_withdrawn" | "approval_reminder" | "approval_expired" | "exception_requested" | "exception_approved" | "exception_revoked" | "exception_expired" | "control_killed" | "control_restored" | "control_paused" | "control_resumed" | "incident_opened" | "incident_released" | "incident_reopened" | "shadow_ended" | "shadow_diverged")[];
            /**
             * @description So many deliveries are begun within any minute. What more happens is gathered, and told in one delivery, a `digest`.
             * @default 20
             */
            maxPerMinute?: number;
        };
        ReleaseIncidentRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        ReopenIncidentRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        Replay: {
            id: string;
            /** @enum {string} */
            state: "running" | "paused" | "cancelled" | "completed" | "failed";
            name: string | null;
            plan: components["schemas"]["ReplayPlan"];
            requestedBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            requestedByName: string | null;
            requestedAt: string;
            endedAt: string | null;
            /** @description SHA-256 of the report, as the ledger has it. */
            report: string | null;
            /** @description Why it failed. */
            detail: string | null;
            position: number;
        };
        ReplayCandidate: {
            /** @description A stored policy, with `revision`. */
            policy?: string;
            revision?: number;
            /** @description The text of one that is no revision yet, instead. */
            modules?: {
                [key: string]: string;
            };
            /** @description With `modules`: the document the policy reads as `data`. */
            data?: components["schemas"]["JsonValue"];
            /** @description With `modules`: the rule that answers; `writ/decision` by default. */
            entrypoint?: string;
        };
        ReplayChangedAnswer: {
            id: string;
            /** @enum {string} */
            state: "running" | "paused" | "cancelled" | "completed" | "failed";
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        ReplayDetail: {
            id: string;
            /** @enum {string} */
            state: "running" | "paused" | "cancelled" | "completed" | "failed";
            name: string | null;
            plan: components["schemas"]["ReplayPlan"];
            requestedBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            requestedByName: string | null;
            requestedAt: string;
            endedAt: string | null;
            /** @description SHA-256 of the report, as the ledger has it. */
            report: string | null;
            /** @description Why it failed. */
            detail: string | null;
            position: number;
            progress: components["schemas"]["ReplayProgress"];
        };
        ReplayDifference: {
            /** @enum {string} */
            severity: "critical" | "high" | "medium" | "low" | "info";
            /** @enum {string} */
            cause: "access_expanded" | "access_restricted" | "approval_added" | "approval_removed" | "effects_changed" | "rule_changed" | "reason_changed";
            /**
             * @description Direct, or because other decisions would have been others.
             * @enum {string}
             */
            kind: "direct" | "knock_on";
            /** @description Those decisions. */
            because: string[];
            position: number;
            decision: string;
            at: string;
            agent: string;
            session: string;
            tool: string;
            before: components["schemas"]["ReplaySide"];
            after: components["schemas"]["ReplaySide"];
            receipt: components["schemas"]["ReplayedReceipt"];
        };
        ReplayDifferencePage: {
            items: components["schemas"]["ReplayDifference"][];
            nextCursor: string | null;
        };
        /** @default {} */
        ReplayFilter: {
            agents?: string[];
            tools?: string[];
            sessions?: string[];
            /** @description Calls whose data has one of these labels. */
            labels?: string[];
            /** @description As they were recorded. */
            verdicts?: ("ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER")[];
        };
        ReplayHistories: {
            items: components["schemas"]["KeptReplayHistory"][];
        };
        ReplayHistory: {
            /** @description By which a replay names it. */
            digest: string;
            /** @enum {string} */
            format: "opa-decision-log" | "csv";
            rows: number;
            /** @description Rows that tell what was decided: without them a replay needs a baseline. */
            ruled: number;
        };
        ReplayHistoryDropped: {
            digest: string;
            dropped: boolean;
        };
        ReplayPage: {
            items: components["schemas"]["Replay"][];
            nextCursor: string | null;
        };
        ReplayPlan: {
            from: number;
            to: number;
            filter: {
                agents: string[] | null;
                tools: string[] | null;
                sessions: string[] | null;
                labels: string[] | null;
                verdicts: ("ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER")[] | null;
            };
            baseline: {
                id: string;
                revision: number;
                digest: string;
                planDigest: string;
                dataDigest: string;
                entrypoint: string;
                signature: {
                    digest: string;
                    keyId: string;
                } | null;
            } | null;
            candidate: {
                id: string;
                revision: number;
                digest: string;
                planDigest: string;
                dataDigest: string;
                entrypoint: string;
                signature: {
                    digest: string;
                    keyId: string;
                } | null;
            } | null;
            history?: {
                digest: string;
                format: string;
            };
            /** @enum {string} */
            mode: "independent" | "causal";
            seed: string;
            listed: number;
        };
        ReplayProgress: {
            /** @description Positions of the ledger that are done. */
            done: number;
            total: number;
            /** @description Decisions that were looked at so far. */
            decisions: number;
            /** @description Positions a second so far; null before there are any. */
            perSecond: number | null;
            /** @description At that rate; null before there is one. */
            secondsLeft: number | null;
        };
        ReplayRange: {
            /** @description First position, or a time; the beginning when left out. */
            from?: number | string;
            /** @description Last position, or a time; where the ledger ends now when left out. */
            to?: number | string;
        };
        ReplayReport: {
            /** @enum {string} */
            format: "writ-replay/1";
            tenant: string;
            /**
             * @description Where the decisions were recorded.
             * @enum {string}
             */
            source: "ledger" | "opa-decision-log" | "csv";
            /** @description Digest of a history that is not the ledger; positions are its rows. */
            history?: string;
            /** @enum {string} */
            mode: "independent" | "causal";
            from: number;
            to: number;
            filter: {
                [key: string]: unknown;
            };
            /** @description Null: as it was recorded. */
            baseline: {
                id: string;
                /** @description 0 for a draft. */
                revision: number;
                digest: string;
                planDigest: string;
                dataDigest: string;
                entrypoint: string;
            } | null;
            /** @description Null: each decision by its own policy. */
            candidate: {
                id: string;
                /** @description 0 for a draft. */
                revision: number;
                digest: string;
                planDigest: string;
                dataDigest: string;
                entrypoint: string;
            } | null;
            /** @description Build of the policy engine. */
            engine: string;
            seed: string;
            listed: number;
            totals: {
                decisions: number;
                /** @description Stopped before any policy was asked, and staying so. */
                notReached: number;
                /** @description What the policy saw is no longer there. */
                factsMissing: number;
                /** @description Not what their own policy says with this build of the engine. */
                diverged: number;
                same: number;
                different: number;
                /** @description Of these, those that follow from others. */
                knockOn: number;
            };
            severities: {
                critical: number;
                high: number;
                medium: number;
                low: number;
                info: number;
            };
            causes: {
                /** @enum {string} */
                cause: "access_expanded" | "access_restricted" | "approval_added" | "approval_removed" | "effects_changed" | "rule_changed" | "reason_changed";
                count: number;
            }[];
            /** @description Which revisions decided what was recorded. Not of a history that was brought, nor in reports made before it was counted. */
            decidedBy?: {
                policy: string | null;
                revision: number | null;
                decisions: number;
                from: number;
                to: number;
            }[];
            matrix: {
                from: string;
                to: string;
                count: number;
            }[];
            tools: {
                name: string;
                total: number;
                critical: number;
                high: number;
                medium: number;
                low: number;
                info: number;
            }[];
            agents: {
                name: string;
                total: number;
                critical: number;
                high: number;
                medium: number;
                low: number;
                info: number;
            }[];
            rules: {
                before: string;
                after: string;
                total: number;
                critical: number;
                high: number;
                medium: number;
                low: number;
                info: number;
            }[];
            kinds: {
                /** @enum {string} */
                kind: "direct" | "knock_on";
                from: string;
                to: string;
                /** @enum {string} */
                severity: "critical" | "high" | "medium" | "low" | "info";
                /** @enum {string} */
                cause: "access_expanded" | "access_restricted" | "approval_added" | "approval_removed" | "effects_changed" | "rule_changed" | "reason_changed";
                count: number;
                listed: number;
            }[];
            /** @description Whether every difference is listed; all of them are counted. */
            isComplete: boolean;
            differences: components["schemas"]["ReplayDifference"][];
            divergences: {
                position: number;
                decision: string;
                recorded: {
                    verdict: string;
                    code: string;
                    rule: string;
                };
                now: {
                    verdict: string;
                    code: string;
                    rule: string;
                };
            }[];
        };
        ReplaySide: {
            verdict: string;
            code: string;
            rule: string;
            reason: string;
            obligations: unknown[];
            changes: unknown;
            policy: components["schemas"]["ReplaySidePolicy"];
            /** @description Rules that held, rules that did not and at which row, and what of input and data was looked at. */
            why: unknown;
        };
        ReplaySidePolicy: {
            id: string;
            revision: number;
        } | null;
        ReplayedReceipt: {
            digest: string;
            chain: string;
        };
        ReplayedRevision: {
            policy: string;
            revision: number;
        };
        ReportedDecision: {
            decisionId: string;
            /** @description Agent id. */
            client: string;
            /** @description One process of the client. */
            instance: string;
            /** @description Of the process, as the client tells them. */
            labels: {
                [key: string]: string;
            };
            /** @description Revision by the name of the bundle. */
            bundles: {
                [key: string]: string | null;
            };
            path: string | null;
            query: string | null;
            input: unknown;
            result: unknown;
            /** @description False when the rule had no value. */
            isDefined: boolean;
            error: unknown;
            requestedBy: string | null;
            /** @description When the client decided, by its own clock. */
            timestamp: string;
            traceId: string | null;
            spanId: string | null;
            attributes: {
                role: string | null;
                resource: string | null;
                action: string | null;
                environment: string | null;
            };
            /** @description Paths the client took out before it told. */
            erased: string[];
            /** @description Paths the client replaced before it told. */
            masked: string[];
            /** @description What else the entry said, as it came: `mapped_result`, `nd_builtin_cache`, `req_id`, members of its own. */
            more: {
                [key: string]: unknown;
            };
            /** @description W3C traceparent. */
            trace: string | null;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        ReportedDecisionPage: {
            items: components["schemas"]["ReportedDecision"][];
            nextCursor: string | null;
        };
        RequestChangesRequest: {
            comment: string;
        };
        RequestExceptionRequest: {
            session?: string;
            agent?: string;
            tool?: string;
            /** @description The rule of the policy that is lifted. A denial is lifted only by an exception that names its rule. */
            rule?: string;
            /** @description How long it holds, from its approval on; at most seven days. */
            seconds: number;
            /** @description For so many calls; for any number when left out. */
            uses?: number;
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        RequestReplayRequest: {
            /** @description For people. */
            name?: string;
            range?: components["schemas"]["ReplayRange"];
            filter?: components["schemas"]["ReplayFilter"];
            /** @description Decide this history instead of the ledger, which `POST /v1/replay-histories` answered; positions are its rows. */
            history?: string;
            /** @description What the candidate is compared with; what was recorded when left out. */
            baseline?: components["schemas"]["ReplayedRevision"];
            /** @description The policy in question. Left out, each decision is made again by its own policy, which must come to what was recorded. */
            candidate?: components["schemas"]["ReplayCandidate"];
            /**
             * @description `independent`: each decision on its own, with everything before it as it was. `causal`: what would have been decided otherwise changes what follows.
             * @default independent
             * @enum {string}
             */
            mode?: "independent" | "causal";
            /**
             * @description By which differences are drawn where there are more than are listed.
             * @default writ
             */
            seed?: string;
            /**
             * @description Differences of each kind that are told one by one, at most. All are counted.
             * @default 100
             */
            listed?: number;
        };
        ReviewStepRequest: {
            comment?: string;
        };
        RevisionPinnedAnswer: {
            pin: string;
            expiresAt: string;
            ledger: components["schemas"]["LedgerReceipt"];
        };
        RevokeExceptionRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        RevokePolicyKeyRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        RiskFactor: {
            name: string;
            points: number;
            /** @description Only calls of these tools. */
            tools?: string[];
            /** @description Only calls that were decided so. */
            verdicts?: ("ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER")[];
            /** @description Only calls with this `risk`. */
            risks?: ("NONE" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL")[];
            /** @description Only calls whose data has one of these labels, whatever their case. */
            labels?: string[];
            /** @description Only calls in sessions with one of these tags. */
            tags?: string[];
        };
        RiskFactors: {
            version: number;
            /** @description None: nothing is scored. */
            factors: components["schemas"]["DeclaredRiskFactor"][];
            declaredBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            declaredByName: string | null;
            declaredAt: string;
            position: number;
        };
        RiskFactorsChangedAnswer: {
            version: number;
            /** @description Null when these were the factors already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        RiskFactorsPage: {
            items: components["schemas"]["RiskFactors"][];
            nextCursor: string | null;
        };
        RiskLine: {
            /** @description When the hour or day begins. */
            from: string;
            agent: string;
            tool: string;
            /** @enum {string} */
            highest: "NONE" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
            critical: number;
            high: number;
            medium: number;
            low: number;
            none: number;
            /** @description Because the session had the tag critical_session. */
            raised: number;
            /** @description Because the session had the tag safe_session. */
            lowered: number;
            /** @description Of these, confirmations of something destructive. */
            loweredDestructive: number;
            /** @description Calls that fit one of the tenant’s factors at least. */
            scored: number;
            /** @description The points of these calls, added up. */
            score: number;
        };
        RiskPage: {
            items: components["schemas"]["RiskLine"][];
            nextCursor: string | null;
        };
        RollBackPolicyRequest: {
            reason: string;
            /** @description Roll back only if this is the published revision now; with it a request can be repeated safely. */
            from?: number;
        };
        RotatePolicyKeyRequest: {
            /** @description One PEM block PUBLIC KEY, P-256 or Ed25519. Never the private key. */
            publicKey: string;
            /** @description The name of the old key when left out. */
            name?: string;
        };
        /**
         * @default {
         *       "overlapSeconds": 86400
         *     }
         */
        RotateWebhookSecretRequest: {
            /**
             * @description How long deliveries are signed with the old secret, too; a day when left out, at most seven.
             * @default 86400
             */
            overlapSeconds?: number;
        };
        SemanticDiff: {
            policy: string;
            revision: number;
            /** @description The revision it is compared with. */
            against: number;
            /**
             * @description How `revision` stands to `against` in its verdicts; `unknown` unless both directions are settled.
             * @enum {string}
             */
            relation: "equivalent" | "stricter" | "looser" | "incomparable" | "unknown";
            /** @description The relation in words; where it is unknown, what is known of it. */
            says: string;
            /** @description What the proofs take for granted of the sizes of texts and numbers; null where they take nothing for granted. */
            assumed: string | null;
            /** @enum {string} */
            inputs: "decision" | "any";
            planDigest: string;
            dataDigest: string;
            againstPlanDigest: string;
            againstDataDigest: string;
            /** @description With its version. */
            solver: string;
            /** @description Whether no input is ruled less strictly than by `against`. */
            nothingLooser: components["schemas"]["SemanticDiffAnswer"];
            /** @description Whether no input is ruled more strictly than by `against`. */
            nothingStricter: components["schemas"]["SemanticDiffAnswer"];
            /** @description Whether verdict, code, obligations, changes and the time to wait are the same; rule and reason are not compared. */
            sameEffect: components["schemas"]["SemanticDiffAnswer"];
            /** @description Whether rule and reason are the same, too; null where something else differs or is not known to be the same. */
            sameWords: components["schemas"]["SemanticDiffAnswer"] | null;
        };
        SemanticDiffAnswer: {
            /** @description What is proved or refuted. */
            says: string;
            /** @enum {string} */
            answer: "PROVED" | "EXHAUSTED" | "COUNTEREXAMPLE" | "NO_COUNTEREXAMPLE_FOUND";
            /** @description Why it is not proved. */
            why: string | null;
            /** @description An input for which it is not so. */
            example: components["schemas"]["SemanticDiffExample"] | null;
            /** @description Null where the solver was not asked. */
            solver: components["schemas"]["InvariantSolverRun"] | null;
            search: components["schemas"]["InvariantInputSearch"];
        };
        SemanticDiffExample: {
            input: unknown;
            /** @description Of `revision`, by the engine that decides. */
            ruling: components["schemas"]["SemanticDiffRuling"];
            /** @description Of `against`, by the same. */
            against: components["schemas"]["SemanticDiffRuling"];
        };
        SemanticDiffRuling: {
            /** @enum {string} */
            verdict: "ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER";
            code: string;
            rule: string;
            reason: string;
            obligations: unknown[];
            changes: unknown;
            retryAfter: number | null;
        };
        Session: {
            id: string;
            agent: string;
            tags: string[];
            parentSessionId: string | null;
            openedAt: string;
            closedAt: string | null;
            /** @description When the last call was decided. */
            lastAt: string;
            decisions: number;
            allowed: number;
        };
        SessionAnswer: {
            session: {
                id: string;
                agent: string;
            };
            ledger: components["schemas"]["LedgerReceipt"];
        };
        SessionLabel: {
            label: string;
            /** @enum {string} */
            origin: "tool" | "outcome" | "arguments" | "result" | "session";
            /** @description The tool or the session it came from. */
            source: string;
            /** @description Of the call with which it came. */
            decisionId: string;
            learnedAt: string;
            /** @description The session it was started from that has the label, when this one has it only because of that. */
            inheritedFrom: string | null;
        };
        SessionLabels: {
            sessionId: string;
            labels: components["schemas"]["SessionLabel"][];
        };
        SessionPage: {
            items: components["schemas"]["Session"][];
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "name": "per-agent",
         *       "subject": "agent",
         *       "limit": 100,
         *       "windowSeconds": 60
         *     }
         */
        SetLimitRequest: {
            name: string;
            /**
             * @description Counted apart for each agent, each tool, each value of a label, or for the tenant.
             * @enum {string}
             */
            subject: "agent" | "tool" | "label" | "tenant";
            /** @description With subject agent: only this one. */
            agent?: string;
            /** @description With subject tool: only this one. */
            tool?: string;
            /** @description With subject label: the label of agents that is counted by, or only one value of it. */
            label?: string;
            /**
             * @description Calls, their cost by the tenant’s list of prices, or the tokens that `context.usage.tokens` tells.
             * @default calls
             * @enum {string}
             */
            measure?: "calls" | "cost" | "tokens";
            /** @description So much is allowed: calls, minor units of money, or tokens. */
            limit: number;
            /** @description In any so many seconds. */
            windowSeconds?: number;
            /**
             * @description In each calendar day or month.
             * @enum {string}
             */
            period?: "day" | "month";
            /**
             * @description Where the day or month begins, such as Europe/Berlin.
             * @default UTC
             */
            zone?: string;
            /**
             * @description Beyond it calls are denied, or are let pass with a warning in the ledger.
             * @default deny
             * @enum {string}
             */
            action?: "warn" | "deny";
        };
        SetPersonalDataRequest: {
            /**
             * @description off records results as they came; redact and tokenize replace what detectors find.
             * @enum {string}
             */
            mode: "off" | "redact" | "tokenize";
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        SetPolicyGovernanceRequest: {
            /** @description Score from 0 to 100 a revision needs to be published or pinned; as it was when left out. */
            minimumQuality?: number;
            /** @description Whether a revision needs a change dossier to be published or pinned; as it was when left out. */
            requireDossier?: boolean;
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        /**
         * @example {
         *       "tools": {
         *         "gpt-search": {
         *           "perCall": 2,
         *           "perThousandTokens": 30
         *         }
         *       },
         *       "other": {
         *         "perCall": 1
         *       }
         *     }
         */
        SetPricesRequest: {
            /** @default {} */
            tools?: {
                [key: string]: {
                    /**
                     * @description What one call costs, in minor units of money.
                     * @default 0
                     */
                    perCall?: number;
                    /**
                     * @description What a thousand of the tokens cost that `context.usage.tokens` tells, in minor units of money.
                     * @default 0
                     */
                    perThousandTokens?: number;
                };
            };
            /** @description Of tools that are not named. */
            other: {
                /**
                 * @description What one call costs, in minor units of money.
                 * @default 0
                 */
                perCall?: number;
                /**
                 * @description What a thousand of the tokens cost that `context.usage.tokens` tells, in minor units of money.
                 * @default 0
                 */
                perThousandTokens?: number;
            };
        };
        /**
         * @example {
         *       "scoring": {
         *         "threshold": 6
         *       },
         *       "triggers": [
         *         {
         *           "name": "denials",
         *           "on": "denials",
         *           "subject": "agent",
         *           "count": 10,
         *           "windowSeconds": 60
         *         }
         *       ]
         *     }
         */
        SetQuarantineRequest: {
            /**
             * @description By score, as ruled, when left out; null for not at all.
             * @default {
             *       "threshold": 6
             *     }
             */
            scoring?: {
                /**
                 * @description At this score the session is contained; 6 when left out.
                 * @default 6
                 */
                threshold?: number;
            } | null;
            /** @default [] */
            triggers?: {
                name: string;
                /**
                 * @description What is counted: denied calls, calls that failed, calls that labels blocked, or calls whose data, or outcome, has a label.
                 * @enum {string}
                 */
                on: "denials" | "failures" | "label_violations" | "label_hits";
                /**
                 * @description Who is counted by, and contained.
                 * @default session
                 * @enum {string}
                 */
                subject?: "session" | "agent";
                /** @description So many are too many. */
                count: number;
                /** @description In any so many seconds, at most a day. */
                windowSeconds: number;
                /** @description Only calls of these. */
                tools?: string[];
                /** @description With label_violations and label_hits: only data with one of these. */
                labels?: string[];
            }[];
            /** @description Why; kept in the ledger. */
            reason?: string;
        };
        SetReadAuditRequest: {
            /** @enum {string} */
            reads: "recorded" | "unrecorded";
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        SetSeparationOfDutiesRequest: {
            /** @enum {string} */
            separationOfDuties: "enforced" | "relaxed";
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        /**
         * @example {
         *       "labels": [
         *         "pii"
         *       ],
         *       "class": "egress",
         *       "action": "block",
         *       "reason": "customers’ data stays here"
         *     }
         */
        SetSinkRuleRequest: {
            labels: string[];
            /**
             * @description Every tool of this class.
             * @enum {string}
             */
            class?: "read" | "write" | "egress" | "exec";
            /** @description This tool alone. */
            tool?: string;
            /**
             * @description block denies; redact takes what detectors find out of the arguments; approve asks people.
             * @enum {string}
             */
            action: "block" | "redact" | "approve";
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        Shadow: {
            id: string;
            /** @enum {string} */
            state: "running" | "ending" | "ended";
            name: string | null;
            plan: components["schemas"]["ShadowPlan"];
            startedBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            startedByName: string | null;
            startedAt: string;
            endedAt: string | null;
            /** @description Why it ended. */
            why: ("asked" | "time" | "decisions" | "unusable") | null;
            /** @description Why the candidate could not be asked any more. */
            detail: string | null;
            /** @description SHA-256 of plan, totals and matrix, as the ledger has it once the shadow is over. */
            digest: string | null;
            position: number;
        };
        ShadowCause: {
            /** @enum {string} */
            cause: "access_expanded" | "access_restricted" | "approval_added" | "approval_removed" | "effects_changed" | "rule_changed" | "reason_changed";
            count: number;
        };
        ShadowChangedAnswer: {
            id: string;
            /** @enum {string} */
            state: "running" | "ending" | "ended";
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        ShadowDetail: {
            id: string;
            /** @enum {string} */
            state: "running" | "ending" | "ended";
            name: string | null;
            plan: components["schemas"]["ShadowPlan"];
            startedBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            startedByName: string | null;
            startedAt: string;
            endedAt: string | null;
            /** @description Why it ended. */
            why: ("asked" | "time" | "decisions" | "unusable") | null;
            /** @description Why the candidate could not be asked any more. */
            detail: string | null;
            /** @description SHA-256 of plan, totals and matrix, as the ledger has it once the shadow is over. */
            digest: string | null;
            position: number;
            findings: components["schemas"]["ShadowFindings"];
        };
        ShadowDifferencePage: {
            items: components["schemas"]["ReplayDifference"][];
            nextCursor: string | null;
        };
        ShadowEnds: {
            /**
             * Format: date-time
             * @description In seven days when left out, in ninety at most.
             */
            at?: string;
            /** @description After so many compared decisions. */
            decisions?: number;
        };
        ShadowFindings: {
            totals: components["schemas"]["ShadowTotals"];
            /** @description Positions of the ledger that were not looked at yet. */
            behind: number;
            causes: components["schemas"]["ShadowCause"][];
            matrix: components["schemas"]["ShadowMatrixCell"][];
            tools: components["schemas"]["ShadowRadius"];
            agents: components["schemas"]["ShadowRadius"];
            sessions: components["schemas"]["ShadowRadius"];
            /** @description By the rule that ruled and the one that would have; twenty at most. */
            rules: components["schemas"]["ShadowRuleLine"][];
            /** @description Differences that are told one by one, the gravest; all are counted. */
            kept: number;
        };
        ShadowLine: {
            name: string;
            total: number;
            critical: number;
            high: number;
            medium: number;
            low: number;
            info: number;
        };
        ShadowMatrixCell: {
            from: string;
            to: string;
            count: number;
        };
        ShadowPage: {
            items: components["schemas"]["Shadow"][];
            nextCursor: string | null;
        };
        ShadowPlan: {
            from: number;
            selector: {
                agents: string[] | null;
                tools: string[] | null;
                sessions: string[] | null;
                labels: string[] | null;
            };
            share: number;
            candidate: {
                id: string;
                revision: number;
                digest: string;
                planDigest: string;
                dataDigest: string;
                entrypoint: string;
                signature: {
                    digest: string;
                    keyId: string;
                } | null;
            };
            ends: {
                at: string;
                decisions: number | null;
            };
        };
        ShadowRadius: {
            /** @description Different ones. More than 10,000 are counted as one, whose name is empty. */
            count: number;
            /** @description Those with the gravest differences, twenty at most. */
            worst: components["schemas"]["ShadowLine"][];
        };
        ShadowRuleLine: {
            before: string;
            after: string;
            total: number;
            critical: number;
            high: number;
            medium: number;
            low: number;
            info: number;
        };
        /** @default {} */
        ShadowSelector: {
            agents?: string[];
            tools?: string[];
            sessions?: string[];
            /** @description Calls whose data has one of these labels. */
            labels?: string[];
        };
        ShadowTotals: {
            through: number;
            decisions: number;
            same: number;
            different: number;
            diverged: number;
            factsMissing: number;
            severities: {
                critical: number;
                high: number;
                medium: number;
                low: number;
                info: number;
            };
        };
        SignPolicyRevisionRequest: {
            /** @description A DSSE envelope over the revision, as `writ policy sign` makes it. */
            envelope: components["schemas"]["JsonValue"];
        };
        SinkRule: {
            id: string;
            labels: string[];
            class: ("read" | "write" | "egress" | "exec") | null;
            tool: string | null;
            /** @enum {string} */
            action: "block" | "redact" | "approve";
            reason: string;
            setBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            setByName: string | null;
            setAt: string;
        };
        SinkRuleChangedAnswer: {
            id: string;
            /** @description Null when it was so already. */
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        SinkRuleList: {
            items: components["schemas"]["SinkRule"][];
            nextCursor: null;
        };
        SkipProjectionEventRequest: {
            /** @description Of the event before which the projection stands still. */
            position: number;
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        StartShadowRequest: {
            /** @description For people. */
            name?: string;
            /** @description The policy in question. It decides nothing. */
            candidate: components["schemas"]["ReplayCandidate"];
            selector?: components["schemas"]["ShadowSelector"];
            /**
             * @description Of a hundred sessions so many are compared. A session is drawn whole, by a hash that nobody knows before.
             * @default 100
             */
            share?: number;
            ends?: components["schemas"]["ShadowEnds"];
        };
        Suggestion: {
            /**
             * @description `restore`: a rule of its own that rules as it was recorded, or the one that answered, where it was for these calls alone. `narrow`: the rule that answered is not for these calls.
             * @enum {string}
             */
            strategy: "restore" | "narrow";
            says: string;
            about: components["schemas"]["SuggestionSubject"];
            /** @description As `diff -u` tells it. */
            diff: string;
            /** @description The candidate with the edit, whole, tests among them: what `POST /v1/policies/{id}/revisions` takes as `modules`. */
            modules: {
                [key: string]: string;
            };
            /** @description Which of the modules holds the tests that the candidate fails and the edit passes. */
            test: string;
            replayed: components["schemas"]["SuggestionReplayed"];
        };
        SuggestionCandidate: {
            id: string;
            revision: number;
        };
        SuggestionReplayed: {
            /** @description Of the differences it is about, those that there would not be, or only in words. */
            restores: number;
            of: number;
            /** @description Those that would be stricter than it was recorded. */
            tightens: number;
            /** @description Other decisions that would be different with it from what the candidate makes of them; none is looser. */
            changesElse: number;
            /** @description Decisions that it was tried on, besides the differences. */
            decisions: number;
        };
        SuggestionSubject: {
            tool: string;
            /** @description The rule that ruled. */
            before: string;
            /** @description The rule of the candidate that would have. */
            after: string;
            /** @enum {string} */
            cause: "access_expanded" | "access_restricted" | "approval_added" | "approval_removed" | "effects_changed" | "rule_changed" | "reason_changed";
            /** @enum {string} */
            severity: "critical" | "high" | "medium" | "low" | "info";
            /** @description Those that are told one by one. */
            differences: number;
        };
        Suggestions: {
            candidate: components["schemas"]["SuggestionCandidate"];
            /** @description What the candidate reads as `data`; a revision takes it with the modules. */
            data: unknown;
            entrypoint: string;
            items: components["schemas"]["Suggestion"][];
            /** @description Kinds of differences for which there was no time. Asking again goes on. */
            untried: number;
            /** @description Kinds of differences for which no edit was found that works. */
            without: number;
            note: string;
        };
        Tenant: {
            id: string;
            name: string;
        };
        TenantCreatedAnswer: {
            tenant: components["schemas"]["Tenant"];
            ledger: components["schemas"]["LedgerReceipt"];
        };
        TenantPage: {
            items: components["schemas"]["TenantSummary"][];
            nextCursor: string | null;
        };
        TenantSummary: {
            id: string;
            name: string;
            /**
             * @description Whether a kill or a pause covers the whole tenant, set by itself or for it.
             * @enum {string}
             */
            state: "open" | "paused" | "killed";
            createdAt: string;
            createdBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            createdByName: string | null;
        };
        TokenAnswer: {
            accessToken: string;
            /** @description Works once. */
            refreshToken: string;
            /** @enum {string} */
            tokenType: "Bearer";
            /** @description Seconds. */
            expiresIn: number;
        };
        TokenRequest: {
            clientId: string;
            clientSecret: string;
        } | {
            refreshToken: string;
        };
        Tool: {
            name: string;
            /** @enum {string} */
            class: "read" | "write" | "egress" | "exec";
            returns: string[];
            owner: string | null;
            /** @enum {string} */
            risk: "low" | "medium" | "high" | "critical";
            argumentSchema: (({
                [key: string]: unknown;
            } | unknown | null) | null) | unknown | null;
            /** @description Of the catalogue, when it came to say this. */
            version: number;
            describedBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            describedByName: string | null;
            describedAt: string;
            position: number;
        };
        ToolPage: {
            items: components["schemas"]["Tool"][];
            nextCursor: string | null;
        };
        UsageCounts: {
            /** @description All that were decided in the month. */
            calls: number;
            verdicts: components["schemas"]["UsageVerdicts"];
            /** @description That were reported in the month, also of calls of the month before. */
            outcomes: components["schemas"]["UsageOutcomes"];
            /** @description Of the calls that may run: as they told them, corrected by the outcomes that came in the month. */
            tokens: number;
            /** @description Of the calls that may run, corrected as tokens are, in minor units of money; rounded once, at the end. */
            cost: number;
            /** @description The same exactly, in thousandths of a minor unit. */
            costThousandths: number;
            /** @description Calls that may run and were decided before there were prices. */
            unpriced: number;
        };
        UsageLine: {
            agent: string | null;
            /** @description Null where lines are by agent, and for outcomes from before their tool was recorded. */
            tool: string | null;
            /** @description All that were decided in the month. */
            calls: number;
            verdicts: components["schemas"]["UsageVerdicts"];
            /** @description That were reported in the month, also of calls of the month before. */
            outcomes: components["schemas"]["UsageOutcomes"];
            /** @description Of the calls that may run: as they told them, corrected by the outcomes that came in the month. */
            tokens: number;
            /** @description Of the calls that may run, corrected as tokens are, in minor units of money; rounded once, at the end. */
            cost: number;
            /** @description The same exactly, in thousandths of a minor unit. */
            costThousandths: number;
            /** @description Calls that may run and were decided before there were prices. */
            unpriced: number;
        };
        UsageMonth: {
            month: string;
            /** @description Whether all of it is counted and nothing can come any more: the answer is always the same then. */
            closed: boolean;
            /** @description Everything of the ledger is counted up to here. */
            upToPosition: number;
            /** @description What of the ledger was counted; null when nothing of it is of this month. */
            range: components["schemas"]["UsageRange"] | null;
            /**
             * @description How cost is rounded to whole minor units.
             * @enum {string}
             */
            rounding: "half_up";
            /** @description Of all lines, also of those on other pages. */
            totals: components["schemas"]["UsageCounts"];
            items: components["schemas"]["UsageLine"][];
            nextCursor: string | null;
        };
        UsageOutcomes: {
            succeeded: number;
            failed: number;
            refused: number;
            unknown: number;
        };
        UsageRange: {
            firstPosition: number;
            lastPosition: number;
            /** @description Of every kind: lastPosition - firstPosition + 1. */
            events: number;
            /** @description The chain before the first event, hex. */
            previousChain: string;
            /** @description The chain with the last event: together they stand for every byte between them. */
            chain: string;
        };
        UsageVerdicts: {
            allow: number;
            modify: number;
            deny: number;
            requireApproval: number;
            defer: number;
        };
        Webhook: {
            id: string;
            name: string;
            url: string;
            /** @enum {string} */
            format: "standard" | "chat";
            events: ("approval_requested" | "approval_granted" | "approval_denied" | "approval_withdrawn" | "approval_reminder" | "approval_expired" | "exception_requested" | "exception_approved" | "exception_revoked" | "exception_expired" | "control_killed" | "control_restored" | "control_paused" | "control_resumed" | "incident_opened" | "incident_released" | "incident_reopened" | "shadow_ended" | "shadow_diverged")[];
            /** @description Of its deliveries; what more happens is told in digests. */
            maxPerMinute: number;
            /** @enum {string} */
            state: "active" | "ended";
            registeredBy: string;
            /**
             * @description What that person is called; null where it was none.
             * @default null
             */
            registeredByName: string | null;
            registeredAt: string;
            position: number;
        };
        WebhookChangedAnswer: {
            id: string;
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        WebhookDelivery: {
            /** @description Also its `webhook-id`, or the left side of its `Message-ID`: the same whenever it is sent again. */
            id: string;
            /** @enum {string} */
            event: "approval_requested" | "approval_granted" | "approval_denied" | "approval_withdrawn" | "approval_reminder" | "approval_expired" | "exception_requested" | "exception_approved" | "exception_revoked" | "exception_expired" | "control_killed" | "control_restored" | "control_paused" | "control_resumed" | "incident_opened" | "incident_released" | "incident_reopened" | "shadow_ended" | "shadow_diverged" | "digest";
            /** @description In the ledger, of what it tells of. */
            position: number;
            /** @description What a digest tells of, up to now while it gathers; null for all others. */
            gathered: components["schemas"]["WebhookGathered"] | null;
            /** @enum {string} */
            state: "pending" | "delivered" | "dead";
            attempts: number;
            /** @description Of HTTP, or the reply code of the mail server. */
            lastStatus: number | null;
            lastProblem: string | null;
            lastAt: string | null;
            nextAt: string | null;
        };
        WebhookDeliveryPage: {
            items: components["schemas"]["WebhookDelivery"][];
            nextCursor: string | null;
        };
        WebhookGathered: {
            /** @description Position in the ledger of the last that it tells of; the first is its own. */
            upTo: number;
            /** @description So much happened. */
            count: number;
            counts: components["schemas"]["WebhookGatheredCount"][];
        };
        WebhookGatheredCount: {
            /** @enum {string} */
            event: "approval_requested" | "approval_granted" | "approval_denied" | "approval_withdrawn" | "approval_reminder" | "approval_expired" | "exception_requested" | "exception_approved" | "exception_revoked" | "exception_expired" | "control_killed" | "control_restored" | "control_paused" | "control_resumed" | "incident_opened" | "incident_released" | "incident_reopened" | "shadow_ended" | "shadow_diverged";
            count: number;
        };
        WebhookPage: {
            items: components["schemas"]["Webhook"][];
            nextCursor: string | null;
        };
        WebhookSecretAnswer: {
            id: string;
            /** @description Shown once, as the Standard Webhooks specification writes it: `whsec_…`. Null for e-mail. */
            secret: string | null;
            ledger: components["schemas"]["LedgerReceipt"] | null;
        };
        WithdrawApprovalRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
        WithdrawInvariantRequest: {
            /** @description Why; kept in the ledger. */
            reason: string;
        };
    };
    responses: {
        /** @description Bad Request: [`ARGUMENT_SCHEMA_INVALID`](/docs/refusals#ARGUMENT_SCHEMA_INVALID), [`AS_OF_BEYOND_LEDGER`](/docs/refusals#AS_OF_BEYOND_LEDGER), [`AS_OF_NOT_TOLD`](/docs/refusals#AS_OF_NOT_TOLD), [`CONTROL_TARGET_INVALID`](/docs/refusals#CONTROL_TARGET_INVALID), [`INVALID_INPUT`](/docs/refusals#INVALID_INPUT), [`POLICY_KEY_INVALID`](/docs/refusals#POLICY_KEY_INVALID), [`QUERY_TOO_COSTLY`](/docs/refusals#QUERY_TOO_COSTLY), [`REPLAY_HISTORY_NOT_RULED`](/docs/refusals#REPLAY_HISTORY_NOT_RULED), [`REPLAY_HISTORY_UNREADABLE`](/docs/refusals#REPLAY_HISTORY_UNREADABLE), [`REPLAY_RANGE_EMPTY`](/docs/refusals#REPLAY_RANGE_EMPTY), [`SHADOW_ENDS_BEFORE_IT_BEGINS`](/docs/refusals#SHADOW_ENDS_BEFORE_IT_BEGINS), [`UNSUPPORTED_VERSION`](/docs/refusals#UNSUPPORTED_VERSION), [`WEBHOOK_TARGET_INVALID`](/docs/refusals#WEBHOOK_TARGET_INVALID) */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Conflict: [`AGENT_ALREADY_EXISTS`](/docs/refusals#AGENT_ALREADY_EXISTS), [`ALREADY_PINNED`](/docs/refusals#ALREADY_PINNED), [`APPROVAL_ALREADY_DECIDED`](/docs/refusals#APPROVAL_ALREADY_DECIDED), [`APPROVAL_EXPIRED`](/docs/refusals#APPROVAL_EXPIRED), [`APPROVAL_SUPERSEDED`](/docs/refusals#APPROVAL_SUPERSEDED), [`APPROVER_ACTED_ALREADY`](/docs/refusals#APPROVER_ACTED_ALREADY), [`CALL_WAS_NOT_ALLOWED`](/docs/refusals#CALL_WAS_NOT_ALLOWED), [`CATALOGUE_TOO_LARGE`](/docs/refusals#CATALOGUE_TOO_LARGE), [`CONTROL_ALREADY_SET`](/docs/refusals#CONTROL_ALREADY_SET), [`CONTROL_NOT_SET`](/docs/refusals#CONTROL_NOT_SET), [`DELIVERY_PENDING`](/docs/refusals#DELIVERY_PENDING), [`DOSSIER_ALTERED`](/docs/refusals#DOSSIER_ALTERED), [`EXCEPTION_ALREADY_DECIDED`](/docs/refusals#EXCEPTION_ALREADY_DECIDED), [`FACT_DECLARED_OTHERWISE`](/docs/refusals#FACT_DECLARED_OTHERWISE), [`IDEMPOTENCY_CONFLICT`](/docs/refusals#IDEMPOTENCY_CONFLICT), [`IDEMPOTENCY_IN_PROGRESS`](/docs/refusals#IDEMPOTENCY_IN_PROGRESS), [`INCIDENT_ALREADY_OPEN`](/docs/refusals#INCIDENT_ALREADY_OPEN), [`INCIDENT_ALREADY_RELEASED`](/docs/refusals#INCIDENT_ALREADY_RELEASED), [`INCIDENT_TOO_OLD`](/docs/refusals#INCIDENT_TOO_OLD), [`INVARIANT_BUILT_IN`](/docs/refusals#INVARIANT_BUILT_IN), [`LABEL_IS_INHERITED`](/docs/refusals#LABEL_IS_INHERITED), [`LABEL_NOT_THERE`](/docs/refusals#LABEL_NOT_THERE), [`LIMIT_ALREADY_SET`](/docs/refusals#LIMIT_ALREADY_SET), [`LIMIT_IS_A_POLICYS`](/docs/refusals#LIMIT_IS_A_POLICYS), [`NOTHING_TO_ROLL_BACK_TO`](/docs/refusals#NOTHING_TO_ROLL_BACK_TO), [`NO_PRICE_LIST`](/docs/refusals#NO_PRICE_LIST), [`OPERATOR_ALREADY_EXISTS`](/docs/refusals#OPERATOR_ALREADY_EXISTS), [`OPERATOR_ENDED`](/docs/refusals#OPERATOR_ENDED), [`OUTCOME_ALREADY_RECORDED`](/docs/refusals#OUTCOME_ALREADY_RECORDED), [`POLICY_ALREADY_EXISTS`](/docs/refusals#POLICY_ALREADY_EXISTS), [`POLICY_CHECKS_FAILED`](/docs/refusals#POLICY_CHECKS_FAILED), [`POLICY_DOSSIER_MISSING`](/docs/refusals#POLICY_DOSSIER_MISSING), [`POLICY_DOSSIER_OBJECTS`](/docs/refusals#POLICY_DOSSIER_OBJECTS), [`POLICY_DOSSIER_STALE`](/docs/refusals#POLICY_DOSSIER_STALE), [`POLICY_HAS_NO_REVISION`](/docs/refusals#POLICY_HAS_NO_REVISION), [`POLICY_KEY_ALREADY_REGISTERED`](/docs/refusals#POLICY_KEY_ALREADY_REGISTERED), [`POLICY_KEY_RETIRED`](/docs/refusals#POLICY_KEY_RETIRED), [`POLICY_KEY_REVOKED`](/docs/refusals#POLICY_KEY_REVOKED), [`POLICY_NOT_ACTIVE`](/docs/refusals#POLICY_NOT_ACTIVE), [`POLICY_NOT_SIGNED`](/docs/refusals#POLICY_NOT_SIGNED), [`POLICY_PUBLISHED_MEANWHILE`](/docs/refusals#POLICY_PUBLISHED_MEANWHILE), [`POLICY_QUALITY_TOO_LOW`](/docs/refusals#POLICY_QUALITY_TOO_LOW), [`POLICY_REVISION_ALREADY_PUBLISHED`](/docs/refusals#POLICY_REVISION_ALREADY_PUBLISHED), [`POLICY_REVISION_NOT_APPROVED`](/docs/refusals#POLICY_REVISION_NOT_APPROVED), [`POLICY_REVISION_NOT_A_DRAFT`](/docs/refusals#POLICY_REVISION_NOT_A_DRAFT), [`POLICY_REVISION_NOT_IN_REVIEW`](/docs/refusals#POLICY_REVISION_NOT_IN_REVIEW), [`POLICY_UNUSABLE`](/docs/refusals#POLICY_UNUSABLE), [`PROJECTION_BUSY`](/docs/refusals#PROJECTION_BUSY), [`PROJECTION_HAS_NO_ROWS`](/docs/refusals#PROJECTION_HAS_NO_ROWS), [`PROJECTION_NEVER_PAUSED`](/docs/refusals#PROJECTION_NEVER_PAUSED), [`PROJECTION_NOT_STOPPED`](/docs/refusals#PROJECTION_NOT_STOPPED), [`PROJECTION_RUN_NOT_UNDER_WAY`](/docs/refusals#PROJECTION_RUN_NOT_UNDER_WAY), [`READ_MODEL_PAUSED`](/docs/refusals#READ_MODEL_PAUSED), [`REPLAY_IS_OVER`](/docs/refusals#REPLAY_IS_OVER), [`REPLAY_NOT_COMPLETED`](/docs/refusals#REPLAY_NOT_COMPLETED), [`REPLAY_NOT_PAUSED`](/docs/refusals#REPLAY_NOT_PAUSED), [`REPLAY_REPORT_ALTERED`](/docs/refusals#REPLAY_REPORT_ALTERED), [`REPLAY_WITHOUT_SUGGESTIONS`](/docs/refusals#REPLAY_WITHOUT_SUGGESTIONS), [`REPORTED_DECISION_CONFLICT`](/docs/refusals#REPORTED_DECISION_CONFLICT), [`SESSION_ALREADY_EXISTS`](/docs/refusals#SESSION_ALREADY_EXISTS), [`SESSION_CLOSED`](/docs/refusals#SESSION_CLOSED), [`SHADOW_IS_OVER`](/docs/refusals#SHADOW_IS_OVER), [`STREAM_BUSY`](/docs/refusals#STREAM_BUSY), [`SUBJECT_HAS_OPEN_INCIDENT`](/docs/refusals#SUBJECT_HAS_OPEN_INCIDENT), [`SUGGESTIONS_WITHOUT_TEXT`](/docs/refusals#SUGGESTIONS_WITHOUT_TEXT), [`TENANT_ALREADY_EXISTS`](/docs/refusals#TENANT_ALREADY_EXISTS), [`TOO_MANY_COMMENTS`](/docs/refusals#TOO_MANY_COMMENTS), [`TOO_MANY_DELEGATIONS`](/docs/refusals#TOO_MANY_DELEGATIONS), [`TOO_MANY_EXCEPTIONS`](/docs/refusals#TOO_MANY_EXCEPTIONS), [`TOO_MANY_FACTS`](/docs/refusals#TOO_MANY_FACTS), [`TOO_MANY_INCIDENT_NOTES`](/docs/refusals#TOO_MANY_INCIDENT_NOTES), [`TOO_MANY_INVARIANTS`](/docs/refusals#TOO_MANY_INVARIANTS), [`TOO_MANY_LIMITS`](/docs/refusals#TOO_MANY_LIMITS), [`TOO_MANY_PINS`](/docs/refusals#TOO_MANY_PINS), [`TOO_MANY_POLICY_KEYS`](/docs/refusals#TOO_MANY_POLICY_KEYS), [`TOO_MANY_REPLAYS`](/docs/refusals#TOO_MANY_REPLAYS), [`TOO_MANY_REPLAY_HISTORIES`](/docs/refusals#TOO_MANY_REPLAY_HISTORIES), [`TOO_MANY_SESSIONS_BEFORE`](/docs/refusals#TOO_MANY_SESSIONS_BEFORE), [`TOO_MANY_SHADOWS`](/docs/refusals#TOO_MANY_SHADOWS), [`TOO_MANY_SINK_RULES`](/docs/refusals#TOO_MANY_SINK_RULES), [`TOO_MANY_TOOLS`](/docs/refusals#TOO_MANY_TOOLS), [`TOO_MANY_WEBHOOKS`](/docs/refusals#TOO_MANY_WEBHOOKS), [`WEBHOOK_ENDED`](/docs/refusals#WEBHOOK_ENDED), [`WEBHOOK_HAS_NO_SECRET`](/docs/refusals#WEBHOOK_HAS_NO_SECRET) */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Forbidden: [`APPROVER_IS_REQUESTER`](/docs/refusals#APPROVER_IS_REQUESTER), [`EXCEPTION_NEEDS_ANOTHER_PERSON`](/docs/refusals#EXCEPTION_NEEDS_ANOTHER_PERSON), [`FORBIDDEN`](/docs/refusals#FORBIDDEN), [`NOT_AN_APPROVER`](/docs/refusals#NOT_AN_APPROVER), [`PUBLISHER_IS_AUTHOR`](/docs/refusals#PUBLISHER_IS_AUTHOR), [`PUBLISHER_IS_REVIEWER`](/docs/refusals#PUBLISHER_IS_REVIEWER), [`REVIEWER_IS_AUTHOR`](/docs/refusals#REVIEWER_IS_AUTHOR), [`TENANT_MISMATCH`](/docs/refusals#TENANT_MISMATCH) */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Internal Server Error: [`INTERNAL_FAULT`](/docs/refusals#INTERNAL_FAULT) */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Method Not Allowed: [`METHOD_NOT_ALLOWED`](/docs/refusals#METHOD_NOT_ALLOWED) */
        MethodNotAllowed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not Found: [`AGENT_KEY_NOT_FOUND`](/docs/refusals#AGENT_KEY_NOT_FOUND), [`AGENT_NOT_FOUND`](/docs/refusals#AGENT_NOT_FOUND), [`APPROVAL_NOT_FOUND`](/docs/refusals#APPROVAL_NOT_FOUND), [`DECISION_NOT_FOUND`](/docs/refusals#DECISION_NOT_FOUND), [`DELIVERY_NOT_FOUND`](/docs/refusals#DELIVERY_NOT_FOUND), [`EXCEPTION_NOT_FOUND`](/docs/refusals#EXCEPTION_NOT_FOUND), [`FACT_NOT_FOUND`](/docs/refusals#FACT_NOT_FOUND), [`INCIDENT_NOT_FOUND`](/docs/refusals#INCIDENT_NOT_FOUND), [`INVARIANT_NOT_DECLARED`](/docs/refusals#INVARIANT_NOT_DECLARED), [`LIMIT_NOT_FOUND`](/docs/refusals#LIMIT_NOT_FOUND), [`NOTHING_PUBLISHED`](/docs/refusals#NOTHING_PUBLISHED), [`NOT_FOUND`](/docs/refusals#NOT_FOUND), [`OPERATOR_NOT_FOUND`](/docs/refusals#OPERATOR_NOT_FOUND), [`PIN_NOT_FOUND`](/docs/refusals#PIN_NOT_FOUND), [`POLICY_DOSSIER_NOT_FOUND`](/docs/refusals#POLICY_DOSSIER_NOT_FOUND), [`POLICY_KEY_NOT_FOUND`](/docs/refusals#POLICY_KEY_NOT_FOUND), [`POLICY_NOT_FOUND`](/docs/refusals#POLICY_NOT_FOUND), [`POLICY_REVISION_NOT_FOUND`](/docs/refusals#POLICY_REVISION_NOT_FOUND), [`POLICY_TEMPLATE_NOT_FOUND`](/docs/refusals#POLICY_TEMPLATE_NOT_FOUND), [`PROJECTION_NOT_FOUND`](/docs/refusals#PROJECTION_NOT_FOUND), [`REPLAY_HISTORY_NOT_FOUND`](/docs/refusals#REPLAY_HISTORY_NOT_FOUND), [`REPLAY_NOT_FOUND`](/docs/refusals#REPLAY_NOT_FOUND), [`SESSION_NOT_FOUND`](/docs/refusals#SESSION_NOT_FOUND), [`SHADOW_NOT_FOUND`](/docs/refusals#SHADOW_NOT_FOUND), [`SINK_RULE_NOT_FOUND`](/docs/refusals#SINK_RULE_NOT_FOUND), [`TOOL_NOT_FOUND`](/docs/refusals#TOOL_NOT_FOUND), [`WEBHOOK_NOT_FOUND`](/docs/refusals#WEBHOOK_NOT_FOUND) */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Payload Too Large: [`BODY_TOO_LARGE`](/docs/refusals#BODY_TOO_LARGE), [`POLICY_TOO_LARGE`](/docs/refusals#POLICY_TOO_LARGE), [`REPORT_TOO_LARGE`](/docs/refusals#REPORT_TOO_LARGE) */
        PayloadTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Service Unavailable: [`CONTROL_NOT_EVERYWHERE`](/docs/refusals#CONTROL_NOT_EVERYWHERE), [`DATABASE_UNAVAILABLE`](/docs/refusals#DATABASE_UNAVAILABLE), [`DATABASE_UNFIT`](/docs/refusals#DATABASE_UNFIT), [`LEDGER_DAMAGED`](/docs/refusals#LEDGER_DAMAGED), [`LEDGER_UNAVAILABLE`](/docs/refusals#LEDGER_UNAVAILABLE), [`OVERLOADED`](/docs/refusals#OVERLOADED), [`POLICY_COMPILER_UNAVAILABLE`](/docs/refusals#POLICY_COMPILER_UNAVAILABLE), [`POLICY_TOOLS_BUSY`](/docs/refusals#POLICY_TOOLS_BUSY), [`READ_MODEL_BEHIND`](/docs/refusals#READ_MODEL_BEHIND), [`VERIFICATIONS_BUSY`](/docs/refusals#VERIFICATIONS_BUSY) */
        ServiceUnavailable: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too Many Requests: [`SIGN_IN_SLOWED`](/docs/refusals#SIGN_IN_SLOWED) */
        TooManyRequests: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unauthorized: [`SIGN_IN_FAILED`](/docs/refusals#SIGN_IN_FAILED), [`UNAUTHENTICATED`](/docs/refusals#UNAUTHENTICATED) */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unprocessable Entity: [`AS_OF_TOO_FAR`](/docs/refusals#AS_OF_TOO_FAR), [`AS_OF_UNREADABLE`](/docs/refusals#AS_OF_UNREADABLE), [`DELEGATION_ENDS_WRONG`](/docs/refusals#DELEGATION_ENDS_WRONG), [`DOSSIER_REPLAY_UNFIT`](/docs/refusals#DOSSIER_REPLAY_UNFIT), [`FACTS_INVALID`](/docs/refusals#FACTS_INVALID), [`INVARIANTS_MISSING`](/docs/refusals#INVARIANTS_MISSING), [`INVARIANT_MALFORMED`](/docs/refusals#INVARIANT_MALFORMED), [`INVARIANT_PARAMETER_MISSING`](/docs/refusals#INVARIANT_PARAMETER_MISSING), [`INVARIANT_SAYS_NOTHING`](/docs/refusals#INVARIANT_SAYS_NOTHING), [`INVARIANT_UNKNOWN`](/docs/refusals#INVARIANT_UNKNOWN), [`MAIL_NOT_CONFIGURED`](/docs/refusals#MAIL_NOT_CONFIGURED), [`NOTHING_TO_COMPARE_WITH`](/docs/refusals#NOTHING_TO_COMPARE_WITH), [`POLICY_INVALID`](/docs/refusals#POLICY_INVALID), [`POLICY_KEY_UNKNOWN`](/docs/refusals#POLICY_KEY_UNKNOWN), [`POLICY_PLAN_DISAGREES`](/docs/refusals#POLICY_PLAN_DISAGREES), [`POLICY_SIGNATURE_INVALID`](/docs/refusals#POLICY_SIGNATURE_INVALID), [`POLICY_TEMPLATE_PARAMETER_INVALID`](/docs/refusals#POLICY_TEMPLATE_PARAMETER_INVALID), [`POLICY_TOO_COSTLY`](/docs/refusals#POLICY_TOO_COSTLY), [`RATE_LIMITS_INVALID`](/docs/refusals#RATE_LIMITS_INVALID), [`TARGET_UNKNOWN`](/docs/refusals#TARGET_UNKNOWN) */
        UnprocessableEntity: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unsupported Media Type: [`UNSUPPORTED_MEDIA_TYPE`](/docs/refusals#UNSUPPORTED_MEDIA_TYPE) */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
        IdempotencyKey: string;
        /** @description Waits, within bounds, until the read model has seen this position. */
        MinPosition: number;
        /** @description Echoed in the answer, the log and the events; made when left out. */
        RequestId: string;
        /** @description Version of the public contract; the latest when left out. */
        WritVersion: "2026-11-01";
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "operators.jwks": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "health.healthz": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "health.exposition": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "health.readyz": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "agents.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "agents.register": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterAgentRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentWithKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "agents.rotate": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewAgentKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "agents.revoke": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentKeyRevokedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "approvals.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
                state?: "pending" | "approved" | "denied" | "withdrawn" | "expired" | "used" | "superseded";
                agent?: string;
                tool?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "approvals.get": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
                /** @description Seconds to wait for the request to be decided, when it is pending. */
                wait?: number;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalDetail"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "approvals.approve": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GiveApprovalRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "approvals.comment": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentOnApprovalRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "approvals.delegate": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DelegateApprovalRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "approvals.deny": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DenyApprovalRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "approvals.withdraw": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithdrawApprovalRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "operators.token": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "controls.list": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "controls.at": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PastControlList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "controls.kill": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "controls.pause": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "controls.restore": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "controls.resume": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "decisions.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                session?: string;
                agent?: string;
                tool?: string;
                verdict?: "ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER";
                code?: "ALLOWED" | "POLICY_DENIED" | "APPROVAL_REQUIRED" | "APPROVED" | "EXCEPTED" | "APPROVAL_DENIED" | "APPROVAL_TOKEN_INVALID" | "APPROVAL_FOR_OTHER_TENANT" | "APPROVAL_FOR_OTHER_SESSION" | "APPROVAL_FOR_OTHER_AGENT" | "APPROVAL_FOR_OTHER_TOOL" | "APPROVAL_FOR_OTHER_ARGUMENTS" | "APPROVAL_FOR_OTHER_POLICY" | "APPROVAL_USED" | "APPROVAL_WITHDRAWN" | "APPROVAL_EXPIRED" | "MODIFIED" | "DEFERRED" | "UNKNOWN_TOOL" | "ARGUMENTS_DO_NOT_FIT" | "DLP_BLOCKED" | "KILL_SWITCH" | "PAUSED" | "QUARANTINED" | "RATE_LIMITED" | "BUDGET_EXCEEDED" | "LIMIT_UNCOUNTABLE" | "FACT_UNCOUNTABLE" | "NO_ACTIVE_POLICY" | "POLICY_ERROR";
                /** @description Policy id. */
                policy?: string;
                /** @description Decided at or after. */
                from?: string;
                /** @description Decided before. */
                to?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "decisions.decide": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "decisions.decideBatch": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description 1 to 1000 requests, as a JSON array or as NDJSON. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideRequest"][];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionBatchAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "decisions.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionDetail"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "decisions.outcome": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutcomeRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutcomeAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "dossiers.key": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DossierKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "exceptions.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
                state?: "requested" | "holds" | "used_up" | "revoked" | "expired";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyExceptionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "exceptions.request": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestExceptionRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExceptionChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "exceptions.approve": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExceptionChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "exceptions.revoke": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeExceptionRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExceptionChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "facts.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "facts.declare": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeclareFactRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "facts.end": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                fact: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndFactRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "facts.values": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path: {
                fact: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactValuePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "incidents.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
                state?: "open" | "released";
                /** @description Whether a session or an agent is contained. */
                subject?: "session" | "agent";
                /** @description Of this agent, and of its sessions. */
                agent?: string;
                /** @description Tripped in this session. */
                session?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "incidents.get": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentDetail"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "incidents.assign": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignIncidentRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "incidents.comment": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentOnIncidentRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "incidents.release": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseIncidentRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "incidents.reopen": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReopenIncidentRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "invariants.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvariantPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "invariants.declare": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeclareInvariantRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvariantChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "invariants.check": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckInvariantsRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvariantsReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "invariants.withdraw": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                invariant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithdrawInvariantRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvariantChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "ledger.events": {
        parameters: {
            query?: {
                /** @description First position. */
                from?: number;
                limit?: number;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerEventPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "ledger.export": {
        parameters: {
            query?: {
                /** @description First position. */
                from?: number;
                /** @description Last position; the head when left out. */
                to?: number;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description writ-export/1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "ledger.head": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerHead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "ledger.verify": {
        parameters: {
            query?: {
                /** @description First position. */
                from?: number;
                /** @description Last position; the head when left out. */
                to?: number;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerVerification"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "limits.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "limits.set": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetLimitRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "limits.end": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndLimitRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "limits.values": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitValuePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "opaBundles.key": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BundleKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "opaBundles.bundle": {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the bundle you have. */
                "If-None-Match"?: string;
                /** @description `wait=N`: wait up to N seconds (at most 60) for another bundle. */
                Prefer?: string;
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /** @description Policy id, or `active` for whatever policy is active. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A snapshot bundle, tar.gz. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openpolicyagent.bundles": string;
                };
            };
            /** @description You have what there is. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "opaReports.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Agent id. */
                client?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FabricClientPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "opaBundles.discovery": {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the bundle you have. */
                "If-None-Match"?: string;
                /** @description `wait=N`: wait up to N seconds (at most 60) for another bundle. */
                Prefer?: string;
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /** @description Policy id, or `active` for whatever policy is active. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A snapshot bundle, tar.gz. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openpolicyagent.bundles": string;
                };
            };
            /** @description You have what there is. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "opaReports.logs": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": ({
                    /** @description `id` tells the processes of a client apart. */
                    labels: {
                        id: string;
                    } & {
                        [key: string]: string;
                    };
                    decision_id: string;
                    /** Format: date-time */
                    timestamp: string;
                    trace_id?: string;
                    span_id?: string;
                    bundles?: {
                        [key: string]: {
                            revision?: string;
                        };
                    };
                    /** @description As OPAs with a single bundle have it. */
                    revision?: string;
                    path?: string;
                    query?: string;
                    input?: unknown;
                    result?: unknown;
                    error?: unknown;
                    requested_by?: string;
                    erased?: string[] | null;
                    masked?: string[] | null;
                } & {
                    [key: string]: unknown;
                })[];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionLogAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "opaReports.logsOfPartition": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                partition: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": ({
                    /** @description `id` tells the processes of a client apart. */
                    labels: {
                        id: string;
                    } & {
                        [key: string]: string;
                    };
                    decision_id: string;
                    /** Format: date-time */
                    timestamp: string;
                    trace_id?: string;
                    span_id?: string;
                    bundles?: {
                        [key: string]: {
                            revision?: string;
                        };
                    };
                    /** @description As OPAs with a single bundle have it. */
                    revision?: string;
                    path?: string;
                    query?: string;
                    input?: unknown;
                    result?: unknown;
                    error?: unknown;
                    requested_by?: string;
                    erased?: string[] | null;
                    masked?: string[] | null;
                } & {
                    [key: string]: unknown;
                })[];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionLogAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "opaBundles.signedBundle": {
        parameters: {
            query?: never;
            header?: {
                /** @description `ETag` of the bundle you have. */
                "If-None-Match"?: string;
                /** @description `wait=N`: wait up to N seconds (at most 60) for another bundle. */
                Prefer?: string;
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /** @description Policy id, or `active` for whatever policy is active. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A snapshot bundle, tar.gz. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openpolicyagent.bundles": string;
                };
            };
            /** @description You have what there is. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "opaReports.status": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `id` tells the processes of a client apart; `version` is that of OPA. */
                    labels: {
                        id: string;
                        version?: string;
                    };
                    bundles?: {
                        [key: string]: {
                            active_revision?: string;
                            code?: string;
                            message?: string;
                        };
                    } | null;
                    /** @description As old OPAs with a single bundle have it. */
                    bundle?: {
                        active_revision?: string;
                        code?: string;
                        message?: string;
                        name: string;
                    };
                    discovery?: {
                        active_revision?: string;
                        code?: string;
                        message?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpaStatusAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "opaReports.statusOfPartition": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                partition: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description `id` tells the processes of a client apart; `version` is that of OPA. */
                    labels: {
                        id: string;
                        version?: string;
                    };
                    bundles?: {
                        [key: string]: {
                            active_revision?: string;
                            code?: string;
                            message?: string;
                        };
                    } | null;
                    /** @description As old OPAs with a single bundle have it. */
                    bundle?: {
                        active_revision?: string;
                        code?: string;
                        message?: string;
                        name: string;
                    };
                    discovery?: {
                        active_revision?: string;
                        code?: string;
                        message?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpaStatusAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "labels.personalData": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalDataAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "labels.setPersonalData": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPersonalDataRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalDataAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "pins.list": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "pins.pin": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PinRevisionRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionPinnedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "pins.lift": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LiftPinRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinLiftedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policies.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policies.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePolicyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyCreatedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policies.get": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policies.addData": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddPolicyDataRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyRevisionAddedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policies.listRevisions": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyRevisionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policies.addRevision": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddPolicyRevisionRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyRevisionAddedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policies.getRevision": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyRevision"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyReview.approve": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewStepRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyStepTaken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyWorkbench.diff": {
        parameters: {
            query: {
                /** @description The revision to compare with. */
                against: number;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyDiff"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "dossiers.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyDossier"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "dossiers.make": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MakePolicyDossierRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyDossierMade"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policies.draftedRules": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftedRules"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyReview.publish": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishPolicyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyStepTaken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyReview.requestChanges": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestChangesRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyStepTaken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "invariants.semanticDiff": {
        parameters: {
            query?: {
                /** @description The revision to compare with; the published one when left out, or the one before where that is this one or none is. */
                against?: number;
                /** @description For which inputs: those that decisions are made of, or any JSON object, with wrong types and missing parts. */
                inputs?: "decision" | "any";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SemanticDiff"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyReview.sign": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignPolicyRevisionRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyRevisionSignedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyReview.submit": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                revision: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewStepRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyStepTaken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyReview.rollBack": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollBackPolicyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyStepTaken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyWorkbench.check": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckPolicyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyCheckReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyWorkbench.compare": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComparePoliciesRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyDiff"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyWorkbench.evaluate": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluatePolicyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyEvaluation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyGovernance.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyGovernance"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyGovernance.setPolicyGovernance": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPolicyGovernanceRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyGovernanceSet"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyKeys.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyKeyPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyKeys.register": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterPolicyKeyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyKeyEnteredAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyKeys.revoke": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokePolicyKeyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyKeyRevokedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyKeys.rotate": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotatePolicyKeyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyKeyEnteredAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyPlans.plan": {
        parameters: {
            query?: never;
            header?: {
                /** @description `wait=N`: wait up to N seconds (at most 60) for another plan. */
                Prefer?: string;
                /** @description `ETag` of the plan you have. */
                "If-None-Match"?: string;
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                /** @description Policy id, or `active` for whatever policy is active. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPlan"];
                };
            };
            /** @description You have what there is. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyTemplates.list": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyTemplateList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyTemplates.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyTemplate"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyTemplates.instantiate": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstantiatePolicyTemplateRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstantiatedPolicyTemplate"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "projections.list": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectionList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "projections.cancel": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectionRunCancelledAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "projections.pause": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseProjectionRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectionPauseAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "projections.rebuild": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectionRunAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "projections.resume": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectionPauseAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "projections.skip": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkipProjectionEventRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectionEventSkippedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "projections.verify": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectionRunAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "incidents.rules": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quarantine"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "incidents.setRules": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetQuarantineRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "readAudit.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadAudit"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "readAudit.set": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetReadAuditRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadAuditAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replayHistories.list": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayHistories"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replayHistories.add": {
        parameters: {
            query: {
                format: "opa-decision-log" | "csv";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description With `Content-Encoding: gzip` or without. */
        requestBody: {
            content: {
                "application/x-ndjson": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayHistory"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replayHistories.drop": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayHistoryDropped"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
                state?: "running" | "paused" | "cancelled" | "completed" | "failed";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.request": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestReplayRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.cancel": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.differences": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                severity?: "critical" | "high" | "medium" | "low" | "info";
                cause?: "access_expanded" | "access_restricted" | "approval_added" | "approval_removed" | "effects_changed" | "rule_changed" | "reason_changed";
                tool?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDifferencePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.pause": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.report": {
        parameters: {
            query?: {
                format?: "json" | "csv" | "html";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report, as JSON; the same as a table and as a page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.resume": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.retry": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "replays.suggestions": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "reportedDecisions.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Agent id. */
                client?: string;
                /** @description Of the rule that was asked for, such as `writ/decision`. */
                path?: string;
                role?: string;
                resource?: string;
                action?: string;
                environment?: string;
                /** @description Decided at or after, by the clock of the client. */
                from?: string;
                /** @description Decided before. */
                to?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportedDecisionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "risk.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                agent?: string;
                tool?: string;
                /** @description From the hour or day on in which this lies. */
                from?: string;
                /** @description Only what began before this. */
                to?: string;
                /** @description A line for each hour or each day, in UTC. */
                per?: "hour" | "day";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "risk.factors": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskFactorsPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "risk.declare": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeclareRiskFactorsRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskFactorsChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "sessions.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "sessions.open": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenSessionRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "sessions.get": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "sessions.close": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "labels.declassify": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeclassifyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeclassifiedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "labels.ofSession": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionLabels"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "shadows.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
                state?: "running" | "ending" | "ended";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShadowPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "shadows.start": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartShadowRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShadowChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "shadows.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShadowDetail"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "shadows.differences": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                severity?: "critical" | "high" | "medium" | "low" | "info";
                cause?: "access_expanded" | "access_restricted" | "approval_added" | "approval_removed" | "effects_changed" | "rule_changed" | "reason_changed";
                tool?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShadowDifferencePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "shadows.end": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShadowChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "shadows.suggestions": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "labels.sinkRules": {
        parameters: {
            query?: {
                /** @description As it was right after the event at this position of the ledger, or at this time (RFC 3339). For operators; names of people are told as they are now. */
                asOf?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SinkRuleList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "labels.setSinkRule": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetSinkRuleRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SinkRuleChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "labels.endSinkRule": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndSinkRuleRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SinkRuleChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "tenants.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "tenants.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTenantRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantCreatedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "tenants.get": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "operators.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "operators.register": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterOperatorRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "operators.end": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                operator: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndOperatorRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorEndedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "operators.changeRoles": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                operator: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOperatorRolesRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorRolesChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "operators.rotateSecret": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                operator: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorSecretRotatedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "policyGovernance.setSeparation": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetSeparationOfDutiesRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyGovernanceSet"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "tools.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                class?: "read" | "write" | "egress" | "exec";
                name?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "tools.describe": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DescribeToolRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "tools.import": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportToolsRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "tools.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "usage.month": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description YYYY-MM, in UTC; the one it is now when left out. */
                month?: string;
                /** @description A line for each agent and tool, each agent, or each tool. */
                by?: "agent_tool" | "agent" | "tool";
                agent?: string;
                tool?: string;
                /** @description As JSON page by page, or as CSV, which is always whole. */
                format?: "json" | "csv";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageMonth"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "prices.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceListPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "prices.set": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPricesRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PricesChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "quotas.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description YYYY-MM; the one it is now in UTC when left out. */
                month?: string;
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotaPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "webhooks.list": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                state?: "active" | "ended";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description Waits, within bounds, until the read model has seen this position. */
                "Writ-Min-Position"?: components["parameters"]["MinPosition"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "webhooks.register": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterWebhookRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecretAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "webhooks.deliveries": {
        parameters: {
            query?: {
                /** @description Items per page, at most 200. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                state?: "pending" | "delivered" | "dead";
            };
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
            };
            path: {
                webhook: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "webhooks.resend": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                webhook: string;
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "webhooks.end": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                webhook: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndWebhookRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookChangedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "webhooks.rotate": {
        parameters: {
            query?: never;
            header?: {
                /** @description Version of the public contract; the latest when left out. */
                "Writ-Version"?: components["parameters"]["WritVersion"];
                /** @description Echoed in the answer, the log and the events; made when left out. */
                "X-Request-Id"?: components["parameters"]["RequestId"];
                /** @description The same key and body within 24 hours answer the first result again; another body is refused. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                webhook: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateWebhookSecretRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecretAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
}
