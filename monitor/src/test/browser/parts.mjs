// The parts of the page, one by one, and the ways between them.
import assert from "node:assert/strict";
import { open, openLoops, part, text } from "./page.mjs";

const selected = page => page.evaluate(() => document.activeElement?.querySelector?.(".name")?.textContent);
const rowIsFocused = (page, name) =>
    page.waitForFunction(wanted => document.activeElement?.querySelector?.(".name")?.textContent === wanted, name);

export const parts = {
    things: { async run({ page, address }) {
        await open(page, address, "Locks and queues");
        const lock = page.locator(".thing[data-kind=lock]");
        await lock.getByRole("heading", { name: /^Lock 'db' held by Task 'holder'/ }).waitFor();
        assert.match(await lock.innerText(), /2 waiting\s+waiter-1 #\d+, waiter-2 #\d+\s+Held by\s+holder #\d+/);
        assert.equal(await page.locator(".thing").count(), 1);
        await lock.getByRole("link", { name: /^holder #/ }).click();
        await page.getByRole("heading", { name: /^holder #/ }).waitFor();
        await page.locator("#waiters").getByText(/waiter-1 #/).waitFor();
    } },

    keys: { async run({ page, address }) {
        await open(page, address);
        for (const [i, id] of ["overview", "tasks", "graph", "things", "slow", "ended", "timeline"].entries()) {
            await page.locator("#main").focus();
            await page.keyboard.press(String(7 - i));
            const there = ["overview", "tasks", "graph", "things", "slow", "ended", "timeline"][6 - i];
            await page.locator(`section#${there}`).waitFor();
            assert.equal(await page.locator(".tabs [aria-current=page]").count(), 1, id);
        }
        await page.keyboard.press("2");
        await page.locator("#table a").first().waitFor();
        await page.locator("#filter").focus();
        await page.keyboard.type("7/d");
        assert.equal(await page.locator("#filter").inputValue(), "7/d", "what is written there is no command");
        assert.equal(await page.locator("section#tasks").count(), 1);
        assert.equal(await page.locator("html").getAttribute("data-theme"), "auto");
    } },

    table: { async run({ page, address, step }) {
        await open(page, address, "Tasks");
        await page.locator("[data-column=name]").click();
        await page.locator("[data-column=name]").click();
        await page.waitForFunction(() => document.querySelector("#table a .name")?.textContent === "worker-1999");
        await page.locator("#table").focus();
        await page.keyboard.press("ArrowDown");
        await rowIsFocused(page, "worker-1998");
        // the rows are made anew now and then; whoever was on one still is
        await page.waitForFunction(row => !row.isConnected, await page.evaluateHandle(() => document.activeElement));
        await rowIsFocused(page, "worker-1998");
        await page.keyboard.press("PageDown");
        await page.waitForFunction(() => document.activeElement?.querySelector?.(".name")?.textContent !== "worker-1998");
        const down = 1998 - /^worker-(\d+)$/.exec(await selected(page))[1];
        assert.ok(down > 5 && down < 50, `${down} rows are no page`);
        await page.keyboard.press("ArrowUp");
        await page.keyboard.press("Home");
        await rowIsFocused(page, "worker-1999");
        // what is scrolled to is asked for
        await page.locator("#table").evaluate(table => table.scrollTop = 1000 * 28);
        await page.locator("#table a .name", { hasText: /^worker-999$/ }).waitFor();
        assert.ok(await page.locator("#table .row").count() < 100);
        // sorted in another way, it begins at its top
        await page.locator("#table").focus();
        await page.keyboard.press("End");
        await page.waitForFunction(() => document.querySelector("#table .selected")?.getAttribute("aria-rowindex") > 2000);
        await page.locator("[data-column=id]").click();
        await page.waitForFunction(() => document.querySelector("#table").scrollTop === 0
            && document.querySelector("#table .selected")?.getAttribute("aria-rowindex") === "1");
        // the way into a group, and back
        await page.locator("#group").selectOption("state");
        await page.locator(".row.group", { hasText: /^waiting/ }).click();
        await page.locator("#ungroup", { hasText: /^waiting/ }).click();
        await page.locator(".row.group").first().waitFor();
        // also if it is that of the tasks whose name is empty
        await step("nameless");
        await page.locator("#group").selectOption("name");
        await page.locator(".row.group", { hasText: /^\(no name\)1/ }).click();
        await page.waitForFunction(() => /^1 tasks/.test(document.querySelector("#count").textContent)
            && document.querySelector("#table a .name")?.textContent === "");
        await page.locator("#ungroup", { hasText: /^\(no name\)/ }).click();
        await page.locator(".row.group", { hasText: /^worker-#/ }).waitFor();
        await page.locator("#group").selectOption("");
        await page.locator("#filter").fill("holder");
        const holder = page.locator("#table a", { hasText: /^\d+holder/ });
        await holder.waitFor();
        // what is set here stays while another part is looked at
        await part(page, "Ended tasks");
        await page.locator("section#ended").waitFor();
        await part(page, "Tasks");
        await holder.waitFor();
        assert.equal(await page.locator("#filter").inputValue(), "holder");
        const placed = page.locator("#table a", { hasText: /^\d+holder.*BrowserTargets\.fetch\(/ }); // once that was looked at
        assert.match(await placed.getAttribute("title"), /^holder\nBrowserTargets\.fetch\(BrowserTargets\.java:\d+\)\nsleep/);
        await page.locator("#filter").fill("left");
        await page.locator("#table a .waiters", { hasText: /^1$/ }).first().waitFor();
        // who is asked for what is not there says so
        await page.locator("#filter").fill("x".repeat(501));
        await page.locator("#notice").getByText("the filter is too long").waitFor();
        await page.locator("#filter").fill("left");
        await page.locator("#notice .banner").waitFor({ state: "detached" });
        await page.locator("#filter").fill("x".repeat(501));
        await page.locator("#notice").getByText("the filter is too long").waitFor();
        await part(page, "Ended tasks");
        await page.locator("#notice .banner").waitFor({ state: "detached" });
    } },

    // an answer that comes when something else was asked meanwhile
    late: { async run({ page, address }) {
        await open(page, address, "Tasks");
        await page.locator("#table a").first().waitFor();
        const isFor = filter => url => url.pathname === "/api/tasks" && url.searchParams.get("filter") === filter;
        let letGo;
        const asked = new Promise(done => page.route(isFor("left"), route => {
            letGo = () => route.continue();
            done();
        }));
        await page.locator("#filter").fill("left");
        await asked;
        await page.locator("#filter").fill("right");
        const name = page.locator("#table a .name").first();
        await page.locator("#table a .name", { hasText: /^right$/ }).waitFor();
        const answered = page.waitForResponse(response => isFor("left")(new URL(response.url())));
        await letGo();
        await (await answered).finished();
        await page.evaluate(() => new Promise(done => requestAnimationFrame(() => setTimeout(done))));
        assert.equal(await name.innerText(), "right");
        // nor is a failure told of what is not looked at any more
        let fail;
        const begun = new Promise(done => page.route(isFor("nobody"), route => {
            fail = () => route.fulfill({ status: 409, body: "too late" }).catch(() => {});
            done();
        }));
        await page.locator("#filter").fill("nobody");
        await begun;
        await part(page, "Ended tasks");
        await page.locator("section#ended").waitFor();
        await fail();
        for (let i = 0; i < 2; i++) {
            await page.waitForResponse(response => new URL(response.url()).pathname === "/api/ended");
        }
        assert.equal(await page.locator("#notice .banner").count(), 0);
    } },

    // whoever begins while others ask too much waits, and has all of it then
    busy: { async run({ page, address }) {
        let times = 0;
        await page.route("**/api/session", route =>
            ++times === 1 ? route.fulfill({ status: 429, body: "not so fast" }) : route.continue());
        await page.goto(address);
        await page.locator("#notice").getByText("not so fast").waitFor();
        await page.getByText(/tasks \(created/).waitFor();
        await page.locator("#notice .banner").waitFor({ state: "detached" });
        await part(page, "Tasks");
        await page.locator("#filter").fill("holder");
        await page.locator("#table a", { hasText: /^\d+holder/ }).click();
        await page.locator("#stack .frame").first().waitFor();
    } },

    // what is not looked at any more is not asked for
    leaves: { async run({ page, address }) {
        await open(page, address, "Tasks");
        await page.locator("#table a").first().waitFor();
        const asked = [];
        page.on("request", request => asked.push(new URL(request.url()).pathname));
        const asks = path => page.waitForRequest(request => new URL(request.url()).pathname === path);
        await part(page, "Ended tasks");
        await page.locator("section#ended").waitFor();
        asked.length = 0;
        for (let i = 0; i < 2; i++) { // as often as the tasks were asked for
            await asks("/api/ended");
        }
        assert.ok(!asked.includes("/api/tasks"), asked.join(" "));
        await page.locator("#crumbs").getByRole("link", { name: "Programs" }).click();
        await page.getByRole("heading", { name: "Programs with asyncio4j" }).waitFor();
        asked.length = 0;
        await asks("/api/programs");
        assert.deepEqual([...new Set(asked)], ["/api/programs"]);
    } },

    // a loop of which there is nothing to tell
    empty: { async run({ page, address }) {
        await openLoops(page, address);
        await page.locator("tbody tr", { hasText: "second" }).getByRole("link").click();
        await page.getByText(/tasks \(created/).waitFor();
        for (const [name, words] of [["Who waits for whom", "No task waits for another one."],
            ["Locks and queues", "No task waits for a lock, a queue or the like."],
            ["Slow steps", "No step has held this loop for too long."], ["Ended tasks", "No task has ended yet."],
            ["Timeline", "While a timeline is recorded, each event costs the loop some 25 ns"]]) {
            await part(page, name);
            await page.getByText(words).waitFor();
        }
        // of who waits for what is not known there is nothing to draw
        await page.route("**/api/graph?*", route => route.fulfill({ json: { more: 0, edges: [],
            nodes: [{ id: 1, name: "alone", state: "waiting", place: "", waiting: "future", deadlocked: false }] } }));
        await part(page, "Who waits for whom");
        await page.getByText("No task waits for another one.").waitFor();
        // an address that names no process leads to the only one that there is
        await page.goto(`${new URL(address).origin}/#/program/x`);
        await page.getByRole("heading", { name: /^Loops of process \d+$/ }).waitFor();
    } },

    // the monitor itself ends
    gone: { async run({ page, address, step }) {
        await open(page, address);
        await page.getByText(/tasks \(created/).waitFor();
        await step("kill");
        await page.locator("#notice .banner.bad").getByText(/^The monitor does not answer: it has ended, or the connection is lost/).waitFor();
    } },

    graph: { async run({ page, address }) {
        await open(page, address, "Who waits for whom");
        await page.locator(".graph .via", { hasText: /^Lock 'db' held/ }).first().waitFor();
        assert.equal(await page.locator(".graph .bad").count(), 0);
        const node = page.locator(".graph a.node", { hasText: /^waiter-1 #/ });
        assert.match(await node.locator("title").evaluate(e => e.textContent), /^waiter-1 #\d+, waiting\nBrowserTargets\./);
        await node.click();
        await page.getByRole("heading", { name: /^waiter-1 #\d+ waiting$/ }).waitFor();
        await page.keyboard.press("2"); // which is for a loop's page
        assert.match(page.url(), /\/task\/\d+$/);
        await page.locator(".graph a.node.center", { hasText: /^waiter-1 #/ }).waitFor();
        await page.locator("#waits").getByText(/^Lock 'db' held by Task 'holder'/).waitFor();
        await page.locator(".history li", { hasText: /ago waiting BrowserTargets\..* Lock 'db' held by/ }).waitFor();
        await page.getByRole("definition").getByText(/^at least /).waitFor();
        await page.goto(`${page.url().replace(/\/\d+$/, "")}/999999`);
        await page.getByText("This task has ended, or there never was one with this number.").waitFor();
    } },

    ended: { async run({ page, address, step }) {
        await open(page, address, "Ended tasks");
        await page.getByText("How long they lived and ran is not measured here.").waitFor();
        const row = name => page.locator("#ended tr", { has: page.getByRole("cell", { name, exact: true }) });
        assert.match((await row("failed").innerText()).replaceAll("\t", " "), /^\d+ failed exception: .* – – –$/);
        await step("measure");
        await row("short").waitFor();
        await page.getByText("is not measured here").waitFor({ state: "detached" });
        assert.match((await row("short").first().innerText()).replaceAll("\t", " "), /^\d+ short value [\d.]+ m?s [\d.]+ m?s 2$/);
        await row("late").getByText(/^cancelled by Task 'short': too late$/).waitFor();
    } },

    // of two loops in one program, one is chosen; and it ends
    loops: { async run({ page, address, step }) {
        await openLoops(page, address);
        await page.getByRole("heading", { name: /^Loops of process \d+$/ }).waitFor();
        const first = page.locator("tbody tr", { hasText: "a \"first\" 1/2" });
        await first.waitFor();
        await page.waitForFunction(() => [...document.querySelectorAll("tbody tr")].every(row => /\d/.test(row.cells[2].textContent)));
        assert.equal(await page.locator("tbody tr").count(), 2);
        assert.equal(await first.locator("td").nth(1).innerText(), "2,009");
        await step("deadlock");
        await first.locator("td.bad", { hasText: /^deadlock$/ }).waitFor();
        await first.getByRole("link").click();
        await page.getByText(/tasks \(created/).waitFor();
        assert.match(await text(page, "#crumbs"), /^Programs › process \d+ › a "first" 1\/2$/);
        assert.match(await page.title(), /^asyncio4j monitor · \d+$/);
        // a timeline of it does not wait for the end of its minute
        await part(page, "Timeline");
        await page.locator("#seconds").fill("60");
        await page.locator("#record").click();
        await page.getByText("is being recorded").waitFor();
        await step("end");
        await page.locator("#alarms").getByText("Loop a \"first\" 1/2 does not run any longer.").waitFor();
        await page.locator("#recordings td.bad", { hasText: "loop a \"first\" 1/2 has ended before the 60 seconds were over" }).waitFor();
        await page.locator("#crumbs").getByRole("link", { name: /^process/ }).click();
        await first.getByText("has ended").waitFor();
        // an address that was kept, or written by hand
        const program = page.url();
        await page.goto(`${program}/loop/%E0%A4`);
        await page.getByText(/has no such loop now, or not any more/).waitFor();
        await page.goto(`${program}/loop/${encodeURIComponent("io.asyncio4j:name=\"\",type=EventLoop")}`);
        await page.locator("#crumbs a", { hasText: /^\(no name\)$/ }).waitFor();
    } },

    // more tasks than are shown
    many: { async run({ page, address }) {
        const omit = async route => {
            const response = await route.fetch();
            const json = await response.json();
            (json.looked ?? json).omitted = 900_000;
            await route.fulfill({ response, json });
        };
        for (const path of ["loop", "tasks"]) {
            await page.route(`**/api/${path}?*`, route => omit(route).catch(() => {})); // the page may be left meanwhile
        }
        await open(page, address, "Tasks");
        await page.locator("#numbers .warn", { hasText: /902,\d{3} tasks are too many to show: these are the oldest 2,\d{3}/ }).waitFor();
        await page.locator("#count", { hasText: /^2,\d{3} tasks of 2,\d{3} tasks, the oldest of 902,\d{3}, / }).waitFor();
        await page.unrouteAll({ behavior: "ignoreErrors" });
    } },

    refused: { async run({ page, address }) {
        await open(page, address, "Timeline");
        await page.getByText("each event costs the loop some 25 ns, and nothing afterwards").waitFor();
        await page.locator("#seconds").fill("61");
        await page.locator("#record").click();
        await page.locator("#timeline [role=status]").getByText("the parameter seconds must be a number from 1 to 60").waitFor();
        await page.locator("#seconds").fill("60");
        await page.locator("#record").click();
        await page.getByText("is being recorded").waitFor();
        await page.locator("#record").click();
        await page.locator("#timeline [role=status]").getByText(/a flight log of .* is on already/).waitFor();
    } },

    buttons: { async run({ page, address }) {
        await page.emulateMedia({ colorScheme: "light" });
        await open(page, address);
        await page.getByText(/tasks \(created/).waitFor();
        const colour = () => page.waitForFunction(([r, g, b]) => {
            const canvas = document.querySelectorAll(".chart canvas")[3];
            const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            for (let i = 0; i < data.length; i += 4) {
                if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 48 && data[i + 3] > 200) {
                    return true;
                }
            }
            return false;
        }, [0x6a, 0xa9, 0xf0]); // of curves in the dark
        const theme = page.locator("#theme");
        assert.equal(await theme.innerText(), "auto");
        await theme.click();
        assert.equal(await theme.innerText(), "light");
        await theme.click();
        assert.equal(await theme.innerText(), "dark");
        await colour();
        assert.match(await text(page, ".values >> nth=3"), /^alive [\d,]+$/);
        await page.keyboard.press("Tab");
        await page.locator(".skip").focus();
        assert.ok((await page.locator(".skip").boundingBox()).x >= 0, "who comes by keyboard sees the way past the head");
    } },
};
