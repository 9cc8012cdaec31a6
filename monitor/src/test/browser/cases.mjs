// What a person does with the page, and what must be seen then.
import assert from "node:assert/strict";
import { open, part, text } from "./page.mjs";
import { parts } from "./parts.mjs";
import { timelines } from "./timelines.mjs";

const shown = { viewport: { width: 1000, height: 620 }, colorScheme: "light" };
const shot = (page, [folder], name) => page.screenshot({ path: `${folder}/monitor-${name}.png` });
const firstName = page => page.locator("#table a .name").first().innerText();

export const cases = {
    ...parts,
    ...timelines,

    load: { async run({ page, address, rest: [threads] }) {
        await open(page, address);
        assert.ok(!page.url().includes("token"), "the token stays in the address bar");
        await page.getByText(/tasks \(created/).waitFor();
        assert.match(await text(page, "#numbers"), /^2,\d{3} tasks \(created 2,\d{3}\), \d{1,3} ready, [\d,]+ timers, /);
        assert.ok((await text(page, "#numbers")).endsWith(`, ${threads} threads`), threads);
        await page.getByText(/alive [\d,]+/).first().waitFor();
        await page.waitForRequest(/\/api\/loop\?.*after=[1-9]/); // only what is new
        await page.waitForFunction(() => [...document.querySelectorAll(".chart canvas")].length === 5);
        // curves are drawn: the canvas of the tasks alive has points in the colour of the curve
        await page.waitForFunction(() => {
            const canvas = document.querySelectorAll(".chart canvas")[3];
            const [r, g, b] = [0x2f, 0x7e, 0xd8];
            const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            for (let i = 0; i < data.length; i += 4) {
                if (Math.abs(data[i] - r) < 24 && Math.abs(data[i + 1] - g) < 24 && Math.abs(data[i + 2] - b) < 24 && data[i + 3] > 200) {
                    return true;
                }
            }
            return false;
        });
    } },

    sort: { async run({ page, address }) {
        await open(page, address, "Tasks");
        await page.locator("[data-column=name]").click();
        await page.waitForFunction(() => document.querySelector("#table a .name")?.textContent.startsWith("<img"));
        await page.locator("[data-column=name]").click();
        await page.waitForFunction(() => document.querySelector("#table a .name")?.textContent === "worker-1999");
        assert.equal(await page.locator("[data-column=name]").getAttribute("aria-sort"), "descending");
        // only the rows that are seen are there, and by the keyboard one comes to the last
        assert.ok(await page.locator("#table .row").count() < 100);
        await page.locator("#table").focus();
        await page.keyboard.press("End");
        await page.waitForFunction(() => document.activeElement?.querySelector?.(".name")?.textContent.startsWith("<img"));
    } },

    filter: { async run({ page, address }) {
        await open(page, address, "Tasks");
        await page.locator("#table a").first().waitFor();
        await page.keyboard.press("/");
        await page.keyboard.type("worker-199");
        await page.waitForFunction(() => /^11 tasks/.test(document.querySelector("#count").textContent));
        assert.match(await firstName(page), /^worker-199/);
        await page.locator("#filter").fill("");
        await page.locator("#group").selectOption("name");
        await page.getByText("worker-#").first().click();
        await page.waitForFunction(() => /^2,000 tasks/.test(document.querySelector("#count").textContent));
    } },

    task: { async run({ page, address }) {
        await open(page, address, "Tasks");
        await page.locator("#filter").fill("parent");
        await page.waitForFunction(() => document.querySelector("#table a .name")?.textContent === "parent");
        await page.locator("#table").focus();
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { name: /^parent #/ }).waitFor();
        await page.locator("#children").getByText(/left #/).waitFor();
        await page.locator("#stack").getByText(/BrowserTargets\./).first().waitFor();
        // a frame shows its lines, and goes on doing so while the page is drawn anew
        await page.locator("#stack .frame").first().click();
        await page.locator("#stack .line.here").first().getByText(/gather\(named\("left"\)/).waitFor();
        assert.equal(await page.locator("#stack .frame").first().getAttribute("aria-expanded"), "true");
        await page.waitForTimeout(1500);
        await page.locator("#stack .line.here").first().getByText(/gather\(named\("left"\)/).waitFor();
        await page.locator("#stack .frame").first().click();
        await page.locator("#stack .line.here").waitFor({ state: "detached" });
        await page.locator(".graph a.node").nth(2).waitFor();
        await page.locator("#children").getByText(/left #/).click();
        await page.getByRole("heading", { name: /^left #/ }).waitFor();
        await page.locator("#waiters").getByText(/parent #/).waitFor();
        assert.equal(await page.locator("#cancel").count(), 0, "it only looks");
    } },

    deadlock: { async run({ page, address, step }) {
        await open(page, address);
        await page.getByText(/tasks \(created/).waitFor();
        assert.equal(await page.locator(".deadlock").count(), 0);
        await step("deadlock");
        await page.locator(".deadlock").waitFor();
        const alarm = await text(page, ".deadlock");
        assert.match(alarm, /Deadlock: .*(chicken|egg) #\d+ waits for .*(chicken|egg) #\d+/);
        assert.match(alarm, /BrowserTargets\./);
        assert.notEqual(await page.locator(".deadlock strong").evaluate(e => getComputedStyle(e).color), "rgb(28, 36, 48)");
        await page.getByRole("link", { name: "Who waits for whom" }).click();
        await page.locator(".graph .edge.bad").nth(1).waitFor();
        assert.equal(await page.locator(".graph a.node.bad").count(), 2);
        await step("bystander"); // who waits for them is in no ring
        await page.locator(".graph a.node", { hasText: /^bystander #/ }).waitFor();
        assert.equal(await page.locator(".graph .edge.bad").count(), 2);
        assert.equal(await page.locator(".graph a.node.bad").count(), 2);
        await page.locator(".graph a.node.bad").first().click();
        await page.getByRole("heading", { name: /^(chicken|egg) #\d+ waiting, deadlocked$/ }).waitFor();
    } },

    held: { async run({ page, address, step }) {
        await open(page, address);
        await page.getByText(/tasks \(created/).waitFor();
        await step("hold");
        await page.locator("#held").getByText(/The loop is held by .*name='culprit'/).waitFor();
        await page.locator("#held").getByText(/BrowserTargets\.hold/).waitFor();
        await page.locator(".slow").getByText(/has held it for .*name='culprit'/).waitFor();
        // the alarm stays the same one, so that it is read out once; the time within it goes on
        const alarm = await page.locator("#held").elementHandle();
        const owed = await text(page, "#owed");
        assert.match(owed, /It has owed an answer for [\d.]+ m?s\./);
        await page.waitForFunction(before => document.getElementById("owed").innerText !== before, owed);
        assert.ok(await alarm.evaluate(e => e.isConnected));
        await page.getByRole("link", { name: "Slow steps", exact: true }).click();
        await page.locator("#slow details", { hasText: /has held it for .*name='culprit'/ }).getByText(/BrowserTargets\.hold/).waitFor();
        await page.getByRole("link", { name: "Tasks", exact: true }).click();
        await page.getByText(/seen from outside while the loop is held/).waitFor();
    } },

    hostile: { async run({ page, address }) {
        await open(page, address, "Tasks");
        await page.locator("#filter").fill("onerror");
        await page.waitForFunction(() => document.querySelector("#table a .name")?.textContent.includes("<img src=x onerror="));
        await page.locator("#table a").first().click();
        await page.getByRole("heading", { name: /<img src=x onerror=/ }).waitFor();
        await page.goBack();
        await page.getByRole("link", { name: "Who waits for whom" }).click();
        await page.locator("svg text").getByText(/<img src=x/).first().waitFor();
        await page.getByRole("link", { name: "Ended tasks" }).click();
        await page.locator("#ended").getByText(/IllegalStateException: <img src=x onerror=/).waitFor();
        assert.equal(await page.locator("img").count(), 0);
        assert.equal(await page.evaluate(() => window.hacked), undefined);
    } },

    start: { async run({ page, address }) {
        await page.goto(address);
        await page.getByRole("heading", { name: "Programs with asyncio4j" }).waitFor();
        const rows = page.locator("tbody tr");
        await rows.nth(1).waitFor();
        assert.equal(await rows.count(), 2);
        const pid = (await rows.nth(1).getByRole("link").innerText()).trim();
        await rows.nth(1).getByRole("link").click();
        await page.waitForURL(new RegExp(`#/program/${pid}/loop/`));
        await page.getByText(/tasks \(created/).waitFor();
        await page.locator("#crumbs").getByRole("link", { name: "Programs" }).click();
        await rows.nth(1).waitFor();
    } },

    cancel: { async run({ page, address }) {
        await page.clock.install();
        await page.clock.resume();
        await open(page, address, "Tasks");
        await page.locator("#filter").fill("worker-1999");
        await page.waitForFunction(() => document.querySelector("#table a .name")?.textContent === "worker-1999");
        await page.locator("#table a").first().click();
        await page.locator("#waits").getByText(/^sleep, \d+ min left$/).waitFor();
        const sure = page.getByRole("button", { name: "Cancel it: are you sure?" });
        await page.locator("#cancel").click();
        await sure.waitFor();
        await page.clock.fastForward(5_000); // whoever does not say so soon is not
        await page.getByRole("button", { name: "Cancel this task" }).click();
        await sure.click();
        await page.getByText("It was asked to be cancelled.").waitFor();
        await page.getByText(/This task has ended/).waitFor();
        await page.goBack();
        await page.getByRole("link", { name: "Ended tasks" }).click();
        await page.locator("#ended").getByText(/^cancelled.*: cancelled by the monitor$/).waitFor();
    } },

    dead: { async run({ page, address, step }) {
        await open(page, address);
        await page.getByText(/tasks \(created/).waitFor();
        await step("kill");
        await page.locator(".banner.bad").getByText(/process \d+ has ended; what is shown is how it was last/).waitFor();
        await page.getByText(/tasks \(created/).waitFor();
    } },

    suspended: { async run({ page, address, step }) {
        await open(page, address);
        await page.getByText(/tasks \(created/).waitFor();
        await step("stop");
        await page.locator(".banner.bad").getByText(/has not answered for .*: it is suspended, or very busy/).waitFor();
        await step("cont");
        await page.locator(".banner.bad").getByText(/has not answered/).waitFor({ state: "detached" });
    } },

    token: { async run({ page, context, address }) {
        await open(page, address);
        await page.reload();
        await page.getByText(/tasks \(created/).waitFor(); // the cookie is enough
        await context.clearCookies();
        const answer = await page.reload();
        assert.equal(answer.status(), 403);
        assert.match(await text(page, "body"), /This page belongs to whoever has started the monitor/);
        await open(page, address);
        await page.getByText(/tasks \(created/).waitFor();
    } },

    themes: { async run({ page, address }) {
        await open(page, address);
        const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        await page.emulateMedia({ colorScheme: "light" });
        assert.equal(await background(), "rgb(255, 255, 255)");
        await page.emulateMedia({ colorScheme: "dark" });
        assert.equal(await background(), "rgb(20, 24, 31)");
        await page.keyboard.press("d");
        assert.equal(await background(), "rgb(255, 255, 255)", "light, whatever the system has");
        await page.emulateMedia({ colorScheme: "light" });
        await page.keyboard.press("d");
        assert.equal(await background(), "rgb(20, 24, 31)");
        await page.reload();
        assert.equal(await background(), "rgb(20, 24, 31)", "it is kept");
    } },

    narrow: { options: { viewport: { width: 360, height: 640 } }, async run({ page, address }) {
        await open(page, address, "Tasks");
        await page.locator("#table a").first().waitFor();
        for (const tab of ["Tasks", "Who waits for whom", "Locks and queues", "Slow steps", "Ended tasks", "Timeline", "Overview"]) {
            await page.getByRole("navigation", { name: "Parts" }).getByRole("link", { name: tab, exact: true }).click();
            await page.waitForFunction(() => document.documentElement.scrollWidth <= 360);
        }
    } },

    clock: { async run({ page, address }) {
        await page.clock.install({ time: new Date("2001-01-01T00:00:00Z") }); // decades off
        await page.clock.resume();
        await open(page, address);
        await page.getByText(/alive [\d,]+/).first().waitFor();
        await page.getByRole("link", { name: "Tasks", exact: true }).click();
        await page.locator("#table a .since").first().waitFor();
        assert.match(await page.locator("#table a .since").first().innerText(), /^\d+(\.\d)? (ms|s|min)/);
    } },

    // Not tests: the pictures of the documents, of examples/Troubled.java, into the folder that is named.
    deadlockshot: { options: shown, async run({ page, address, rest }) {
        await open(page, address, "Who waits for whom");
        await page.locator(".deadlock").getByText(/Troubled\.transfer/).nth(1).waitFor();
        await page.locator(".graph .edge.bad").nth(1).waitFor();
        await shot(page, rest, "deadlock");
        await page.emulateMedia({ colorScheme: "dark" });
        await part(page, "Tasks");
        await page.locator("#table a", { hasText: /customer-3.*Troubled\.pay.*Lock 'current' held by/ }).waitFor();
        await shot(page, rest, "tasks");
    } },

    starvingshot: { options: shown, async run({ page, address, rest }) {
        await open(page, address, "Timeline");
        await page.locator("#seconds").fill("2");
        await page.locator("#record").click();
        await page.locator("iframe.timeline").waitFor();
        const timeline = await page.locator("iframe.timeline").getAttribute("src");
        await page.goto(new URL(timeline, address).href);
        await page.locator("#flag-list").getByText(/Task 'answer' was ready for/).click();
        for (let i = 0; i < 2; i++) {
            await page.locator("#canvas").press("+");
        }
        await page.locator("#details", { hasText: /task answer[^]*was ready for/ }).waitFor();
        await shot(page, rest, "timeline");
    } },

    slowshot: { options: shown, async run({ page, address, rest }) {
        await open(page, address);
        await page.locator("#held").getByText(/Troubled\.convert/).waitFor();
        await page.locator(".slow").getByText(/has held it for/).waitFor();
        await shot(page, rest, "held");
    } },
};
