// Questions to the monitor, and what to tell people when it does not answer.

let session = null;

/** What went wrong: a line for people. */
export class Failure extends Error {
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

async function ask(path, options) {
    let response;
    try {
        response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
    } catch (error) {
        if (error.name === "AbortError") {
            throw error;
        }
        throw new Failure(0, "The monitor does not answer: it has ended, or the connection is lost. "
            + "When it runs again, open the address that it prints.");
    }
    if (!response.ok) {
        throw new Failure(response.status, (await response.text()).trim());
    }
    return response.json();
}

function encode(parameters) {
    return new URLSearchParams(Object.entries(parameters ?? {})
        .filter(([, value]) => value !== undefined && value !== null)).toString();
}

/** Asks for a document. */
export function get(path, parameters, signal) {
    const query = encode(parameters);
    return ask(query ? `${path}?${query}` : path, { signal });
}

/** Asks for a change. */
export async function post(path, parameters) {
    const { key } = await getSession();
    return ask(path, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Asyncio4j-Key": key },
        body: encode(parameters),
    });
}

/** What this monitor is and may. */
export function getSession() {
    session ??= get("/api/session").catch(error => {
        session = null;
        throw error;
    });
    return session;
}

/**
 * Does something now and then, one after the other, while the page is seen; the answer of it ends that. The work is given
 * a signal for its questions, so that what is asked when it ends is not shown any more. What goes wrong is told under a name
 * of its own, and so is that it is well again.
 */
export function every(millis, work, tell) {
    const ended = new AbortController();
    let timer = 0;
    let busy = false;
    const turn = async () => {
        if (busy || ended.signal.aborted) {
            return;
        }
        busy = true;
        if (!document.hidden) {
            const error = await attempt(() => work(ended.signal));
            if (!ended.signal.aborted) {
                tell(error, turn);
            }
        }
        busy = false;
        if (!ended.signal.aborted) {
            timer = setTimeout(turn, millis);
        }
    };
    const wake = () => {
        if (!document.hidden && !busy) {
            clearTimeout(timer);
            turn();
        }
    };
    document.addEventListener("visibilitychange", wake);
    turn();
    return () => {
        ended.abort();
        clearTimeout(timer);
        document.removeEventListener("visibilitychange", wake);
        tell(null, turn);
    };
}

/** What goes wrong with the work, or null. */
async function attempt(work) {
    try {
        await work();
        return null;
    } catch (error) {
        if (!(error instanceof Failure) && error.name !== "AbortError") {
            console.error(error);
        }
        return error;
    }
}
