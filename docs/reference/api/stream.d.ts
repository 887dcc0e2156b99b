// Written by npm run generate from stream.md. Change the code, not this file.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        StreamClientMessage: {
            /** @constant */
            type: "authenticate";
            token: string;
        } | {
            /** @constant */
            type: "subscribe";
            /** @description Chosen by the client; answers carry it. */
            id: string;
            /** @description Left out: everything the caller may see. */
            channels?: ("decisions" | "outcomes" | "approvals" | "exceptions" | "tools" | "webhooks" | "facts" | "invariants" | "limits" | "incidents" | "labels" | "risk" | "replays" | "shadows" | "projections" | "sessions" | "agents" | "policies" | "controls" | "operators" | "tenants" | "ledger")[];
            filter?: components["schemas"]["StreamEventFilter"];
            /** @description Last position already seen, 0 for the whole history; left out: from now on. */
            after?: number;
        } | {
            /** @constant */
            type: "follow";
            /** @description Chosen by the client; answers carry it. */
            id: string;
            /** Format: uuid */
            replay: string;
        } | {
            /** @constant */
            type: "unsubscribe";
            /** @description Chosen by the client; answers carry it. */
            id: string;
        } | {
            /** @constant */
            type: "decide";
            /** @description Chosen by the client; answers carry it. */
            id: string;
            /** @description As the body of `POST /v1/decisions`. */
            request: unknown;
        } | ({
            /** @constant */
            type: "outcome";
            /** @description Chosen by the client; answers carry it. */
            id: string;
            /** Format: uuid */
            decisionId: string;
        } & {
            [key: string]: unknown;
        }) | {
            /** @constant */
            type: "pong";
        };
        StreamServerMessage: {
            /** @constant */
            type: "event";
            subscription: string;
            position: number;
            event: {
                [key: string]: unknown;
            };
        } | {
            /** @constant */
            type: "progress";
            subscription: string;
            replay: string;
            /** @enum {string} */
            state: "running" | "paused" | "cancelled" | "completed" | "failed";
            /** @description SHA-256 of the report, as the ledger has it. */
            report: string | null;
            /** @description Why it failed. */
            detail: string | null;
            endedAt: string | null;
            /** @description Positions of the ledger that are done. */
            done: number;
            total: number;
            /** @description Decisions that were looked at so far. */
            decisions: number;
            /** @description Positions a second so far; null before there are any. */
            perSecond: number | null;
            /** @description At that rate; null before there is one. */
            secondsLeft: number | null;
        } | ({
            /** @constant */
            type: "error";
            id?: string;
            code: string;
            /** @description As the same refusal has over HTTP. */
            status: number;
            detail: string;
            requestId: string;
        } & {
            [key: string]: unknown;
        }) | {
            /** @constant */
            type: "ping";
        };
        StreamEventFilter: {
            session?: string;
            agent?: string;
            tool?: string;
            /** @enum {string} */
            verdict?: "ALLOW" | "DENY" | "REQUIRE_APPROVAL" | "MODIFY" | "DEFER";
        };
        StreamClose: {
            /**
             * @description the server stops; connect again
             * @constant
             */
            goingAway: 1001;
            /**
             * @description too many sockets, or the token could not be looked at; connect again later with the same token
             * @constant
             */
            overloaded: 1013;
            /**
             * @description no good token in time, or one that is no longer good (expired, revoked, ended, other roles); get a new one first
             * @constant
             */
            unauthenticated: 4001;
            /**
             * @description pings were not answered
             * @constant
             */
            silent: 4002;
            /**
             * @description messages were not taken fast enough; connect again and resume after the last position
             * @constant
             */
            slow: 4008;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
