// Runs cases in one Chromium. Reads "NAME ADDRESS" from standard input, answers "ok NAME", or "failed NAME" with why.
// A case that needs something to happen in the program says "step WORD", and goes on when it is told "go".
import readline from "node:readline";
import { chromium } from "playwright-core";
import { cases } from "./cases.mjs";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const nextLine = async () => (await lines.next()).value;

console.log("ready");
for (let line = await nextLine(); line; line = await nextLine()) {
    const [name, address] = line.split(" ");
    const [kind, ...rest] = name.split(":");
    const errors = [];
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: "reduce", ...cases[kind].options });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    const outside = [];
    page.on("pageerror", error => errors.push(error.message));
    page.on("console", message => message.type() === "error" && !/status of 4\d\d|ERR_CONNECTION/.test(message.text())
        && errors.push(message.text()));
    page.on("dialog", dialog => { errors.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on("request", request => /^(data|blob|about):/.test(request.url()) || new URL(request.url()).host === new URL(address).host
        || outside.push(request.url()));
    try {
        await cases[kind].run({ page, context, address, rest, step: async word => {
            console.log(`step ${word}`);
            await nextLine();
        } });
        if (errors.length || outside.length) {
            throw new Error(`the page has said: ${errors.join("; ")} ${outside.map(each => `asked ${each}`).join("; ")}`);
        }
        console.log(`ok ${name}`);
    } catch (error) {
        console.log(`failed ${name} ${JSON.stringify(`${error.stack}\n${errors.join("\n")}\n`
            + (await page.innerText("body").catch(() => "")).slice(0, 2000))}`);
    }
    await context.close();
}
await browser.close();
