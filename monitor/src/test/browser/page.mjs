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
