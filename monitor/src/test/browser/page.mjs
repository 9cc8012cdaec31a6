// What cases have in common.

/** Opens the page of the only program's only loop, or a part of it. */
export const open = async (page, address, tab) => {
    await page.goto(address);
    await page.waitForURL(/\/loop\//);
    if (tab) {
        await part(page, tab);
    }
};

/** Goes to another part of it. */
export const part = (page, tab) =>
    page.getByRole("navigation", { name: "Parts" }).getByRole("link", { name: tab, exact: true }).click();

export const text = (page, selector) => page.locator(selector).innerText();

/** Opens the list of a program's two loops: whoever comes when only one of them is known is led to that one. */
export const openLoops = async (page, address) => {
    await page.goto(address);
    await page.waitForURL(/#\/program\/\d+/);
    for (let i = 0; i < 300 && await page.locator("tbody tr", { hasText: "second" }).count() === 0; i++) {
        if (page.url().includes("/loop/")) {
            await page.goto(page.url().replace(/\/loop\/.*/, ""));
        }
        await page.waitForTimeout(100);
    }
};
