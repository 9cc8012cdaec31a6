// A timeline that the page has recorded, by keys and by the mouse.
import assert from "node:assert/strict";
import { open } from "./page.mjs";

/** Waits until a canvas shows something that is, or is not, the same as an image; and gives what it shows then. */
const image = (canvas, same, other) => canvas.evaluate((element, [wanted, seen]) => new Promise((done, fail) => {
    let tries = 0;
    const look = () => {
        const now = element.toDataURL();
        return (now === seen) === wanted ? done(now) : ++tries > 300 ? fail(new Error(`${wanted ? "another" : "the same"} image`))
            : requestAnimationFrame(look);
    };
    requestAnimationFrame(look); // what was to be drawn is drawn then
}), [same, other]);

/** Waits until the canvas has something in the colour that the page calls so. */
const shows = (timeline, name) => timeline.locator("canvas").evaluate((canvas, called) => new Promise((done, fail) => {
    const probe = document.createElement("canvas").getContext("2d");
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(called).trim();
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    let tries = 0;
    const look = () => {
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        for (let i = 0; i < data.length; i += 4) {
            if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 24) {
                return done();
            }
        }
        return ++tries > 50 ? fail(new Error(`nothing in ${called}`)) : requestAnimationFrame(look);
    };
    look();
}), name);

/** Zooming and moving, by keys and by the wheel. */
async function zoomAndMove(page, canvas) {
    await canvas.press("Home");
    await canvas.press("0");
    const all = await image(canvas, false, "");
    await canvas.press("+");
    const half = await image(canvas, false, all);
    await canvas.press("ArrowRight");
    await image(canvas, false, half);
    await canvas.press("ArrowLeft");
    await image(canvas, true, half);
    await canvas.press("-");
    await image(canvas, true, all);
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + 220 + (box.width - 220) / 2, box.y + 40);
    await page.mouse.wheel(0, -400);
    const near = await image(canvas, false, all);
    await page.mouse.down();
    await page.mouse.move(box.x + 220 + (box.width - 220) / 2 - 100, box.y + 100); // in another lane, which is not chosen by that
    await page.mouse.up();
    await image(canvas, false, near);
    await canvas.press("0");
    await image(canvas, true, all);
}

/** The keys of a timeline, and the mouse. */
async function goAround(page, timeline, canvas, search, tells) {
    const keys = timeline.locator("#keys");
    await canvas.press("?");
    await keys.waitFor();
    await canvas.press("?");
    await keys.waitFor({ state: "hidden" });
    const theme = () => timeline.locator("html").getAttribute("data-theme");
    const before = await theme();
    await canvas.press("t");
    assert.notEqual(await theme(), before);
    await canvas.press("t");
    assert.equal(await theme(), before);
    await canvas.press("Home");
    await tells(/^The loop: callbacks, and where it waits/);
    await canvas.press("ArrowDown");
    await tells(/^task Task-1 #1/);
    await canvas.press("End");
    const last = await timeline.locator("#details").innerText();
    assert.doesNotMatch(last, /^task Task-1 #1/);
    await canvas.press("ArrowUp");
    await timeline.locator("#details").filter({ hasNotText: last }).waitFor();
    // from step to step in a lane
    await search.fill("producer");
    await search.press("Enter");
    await search.press("Escape");
    await canvas.press("Enter");
    await tells(/^task producer #[^]*has the loop for/);
    const startOf = async () => /from ([\d.]+ \w+) on/.exec(await timeline.locator("#details").innerText())[1];
    const middle = await startOf();
    await canvas.press("]");
    assert.notEqual(await startOf(), middle);
    await canvas.press("[");
    assert.equal(await startOf(), middle);
    // what is found is chosen by turns, and / searches
    await canvas.press("/");
    await search.fill("worker-19");
    await timeline.locator("#found", { hasText: /^111 found$/ }).waitFor();
    await search.press("Enter");
    await tells(/^task worker-19 #/);
    await search.press("Escape");
    await canvas.press("n");
    await tells(/^task worker-190 #/);
    await canvas.press("N");
    await tells(/^task worker-19 #/);
    await zoomAndMove(page, canvas);
    // by the mouse: a lane is chosen by a click on its name
    await canvas.press("Home");
    await tells(/^The loop: callbacks/);
    await canvas.scrollIntoViewIfNeeded();
    const top = await canvas.boundingBox();
    await page.mouse.click(top.x + 30, top.y + 24 + 20 + 10); // behind the times and the loop's lane
    await tells(/^task Task-1 #1/);
    // what is pointed at is told, a click chooses it
    await search.fill("consumer");
    await search.press("Enter");
    await search.press("Escape");
    await canvas.press("0");
    await canvas.press("Enter");
    await canvas.press("z");
    await canvas.press("ArrowUp");
    await canvas.scrollIntoViewIfNeeded();
    const tip = timeline.locator("#tip", { hasText: /^task consumer #/ });
    const box = await canvas.boundingBox();
    const across = Array.from({ length: 40 }, (_, i) => box.y + 30 + i * 20).filter(y => y < box.y + box.height);
    for (const y of across) {
        await page.mouse.move(box.x + 220 + (box.width - 220) / 2 + 20, y);
        if (await tip.isVisible()) {
            await page.mouse.down();
            await page.mouse.up();
            await tells(/^task consumer #[^]*has the loop for/);
            return;
        }
    }
    assert.fail("nobody has told of what is pointed at");
}

export const timelines = {
    record: { async run({ page, address, step }) {
        await open(page, address, "Timeline");
        await step("traffic");
        await page.locator("#seconds").fill("1");
        await page.locator("#record").click();
        await page.getByText("is being recorded").waitFor();
        const timeline = page.frameLocator("iframe.timeline");
        await timeline.locator("#title", { hasText: /process \d+, loop/ }).waitFor();
        const canvas = timeline.locator("#canvas"), search = timeline.locator("#search");
        const tells = pattern => timeline.locator("#details", { hasText: pattern }).waitFor();
        // what the tasks are called stays a text here, too
        await search.fill("onerror");
        await timeline.locator("#found", { hasText: /^1 found$/ }).waitFor();
        assert.equal(await timeline.locator("img").count(), 0);
        // the arrow's end: who was woken; and its begin: by whom
        await search.fill("consumer");
        await timeline.locator("#found", { hasText: /^1 found$/ }).waitFor();
        await search.press("Enter");
        await search.press("Escape");
        await canvas.press("Enter");
        await canvas.press("z");
        await tells(/^task consumer #[^]*made ready by producer[^]*woken by producer at/);
        for (const colour of ["--arrow", "--step", "--chosen", "--found"]) {
            await shows(timeline, colour);
        }
        await canvas.press("w");
        await tells(/^task producer #[^]*wakes consumer at/);
        await timeline.locator("#details").getByRole("link", { name: /^consumer at/ }).click();
        await tells(/^task consumer #/);
        await goAround(page, timeline, canvas, search, tells);
        assert.equal(await page.evaluate(() => window.hacked), undefined);
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "for Perfetto" }).click()]);
        assert.match(download.suggestedFilename(), /^asyncio4j-timeline-\d+\.json$/);
    } },

    starve: { async run({ page, address, step }) {
        await open(page, address, "Timeline");
        await step("starve");
        await page.locator("#seconds").fill("2");
        await page.locator("#record").click();
        const timeline = page.frameLocator("iframe.timeline");
        await timeline.locator("#flags-title", { hasText: /^Red flags: \d+$/ }).waitFor();
        await timeline.locator("#flag-list").getByText(/Task 'patient' was ready for/).click();
        await timeline.locator("#details", { hasText: /^task patient #[^]*was ready for/ }).waitFor();
        await page.locator("#recordings pre", { hasText: /starved: Task 'patient' was ready for/ }).waitFor();
    } },
};
