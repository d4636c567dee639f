"""What is wrong on a page by WCAG 2.2 AA, asked of axe once for each thing that is shown.

The journeys open the same pages hundreds of times. Judged is what stands somewhere for the first time in this run:
an element with its tags and attributes, in its place below others, on a screen of its width. What differs only in its
words, its numbers or in how many rows it has was judged before. The rules about looks take long and ask for less:
for them the names of things are no difference either, nor where exactly something without a class stands.
"""

import json
from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

BY_LOOKS = [
    "color-contrast",
    "target-size",
    "link-in-text-block",
    "scrollable-region-focusable",
    "meta-viewport",
]
"""The rules whose answer depends on how a page is drawn; the others say the same on every screen."""

SEEN: dict[str, set[int]] = {}
"""What was judged in this run, for each way of showing it."""


def wrong_with(page: Page, shown: str) -> list[str]:
    """Return what is wrong with what is new on a page, a sentence each.

    Args:
        page: the page; it is judged from its top, when nothing moves any more, and then is where it was.
        shown: how its looks are: the width of the screen, the mode of the page.
    """
    meant, drawn = json.loads(page.evaluate(ELEMENTS))
    asked: list[tuple[list[int], Any]] = []
    if new := list(_new(meant, SEEN.setdefault("meant", set()))):
        off = {rule: {"enabled": False} for rule in BY_LOOKS}
        asked.append((new, {"runOnly": WCAG_22_AA, "rules": off}))
    if new := list(_new(drawn, SEEN.setdefault(shown, set()))):
        asked.append((new, {"runOnly": {"type": "rule", "values": BY_LOOKS}}))
    if not asked:
        return []
    page.evaluate(STILL_AND_WITH_AXE)
    return page.evaluate(JUDGE, asked)  # type: ignore[no-any-return]


def _new(elements: list[list[int]], seen: set[int]) -> Iterator[int]:
    """Yield the number of each element that is judged, with all that is in it, and remember it as seen.

    Where the element itself was seen, with something else in it, only what is new in it is judged.

    Args:
        elements: in the order of the page: an element with what is in it, the element alone, and the number of
            the first one that is not in it any more.
        seen: what was judged before.
    """
    at = 0
    while at < len(elements):
        whole, alone, end = elements[at]
        if whole in seen:
            at = end
        elif alone in seen and end > at + 1:
            seen.add(whole)
            at += 1
        else:
            yield at
            seen.update(each for element in elements[at:end] for each in element[:2])
            at = end


STILL_AND_WITH_AXE = (
    """async () => {
    window.judgedAt = [document.querySelector("main")?.scrollTop, scrollY];
    document.querySelector("main")?.scrollTo(0, 0);
    scrollTo(0, 0);
    for (let still = 0; still < 2; still++) {  // what moves begins a moment after a resizing
        await new Promise(drawn => requestAnimationFrame(drawn));
        const moving = document.getAnimations();
        if (moving.length) still = -1;
        await Promise.allSettled(moving.map(async each => { each.finish(); await each.finished; }));
    }
    if (!window.axe) {
        """
    + Axe().axe_script
    + """
    }
}"""
)
"""Go to the top of the page, wait until nothing moves, and let axe be there."""

ELEMENTS = """() => {
    const UNSAID = new Set(["value", "href", "src", "content", "action", "data-props", "datetime"]);
    const NAMES = new Set(["id", "name", "for", "aria-describedby", "aria-labelledby", "maxlength", "checked"]);
    const hash = (...parts) => {
        let high = 0xdeadbeef, low = 0x41c6ce57;
        for (const letter of parts.join(" ")) {
            const code = letter.codePointAt(0);
            high = Math.imul(high ^ code, 2654435761);
            low = Math.imul(low ^ code, 1597334677);
        }
        high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
        low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
        return 4294967296 * (2097151 & low) + (high >>> 0);
    };
    window.judged = [];
    const meant = [], drawn = [];
    const visit = (element, above) => {
        const words = [...element.childNodes].some(each => each.nodeType === 3 && each.data.trim());
        const said = [...element.attributes].filter(each => !UNSAID.has(each.name));
        const looks = said.filter(each => !NAMES.has(each.name));
        const own = [said, looks].map(attributes => [element.tagName, words, ...attributes.map(each =>
            `${each.name}=${each.value.replace(/[0-9a-f-]{32,36}|[0-9]+|[^\\x00-\\x7f]+/g, "0")}`)]);
        const alone = own.map((attributes, which) => hash(above[which], ...attributes));
        // What has no class of its own is drawn like its like in any other place below the same classes.
        const below = element === document.body ? [hash(element.id), hash(element.id)]
            : [alone[0], element.className ? alone[1] : above[1]];
        const rows = alone.map(each => [0, each, 0]), inside = [[], []];
        meant.push(rows[0]);
        drawn.push(rows[1]);
        window.judged.push(element);
        if (!(element instanceof SVGElement || element instanceof HTMLSelectElement))
            for (const child of element.children)
                visit(child, below).forEach((whole, which) => {
                    if (whole !== inside[which].at(-1)) inside[which].push(whole);
                });
        return rows.map((row, which) => {
            row[2] = meant.length;
            return row[0] = hash(alone[which], ...inside[which]);
        });
    };
    visit(document.body, [0, 0]);
    return JSON.stringify([meant, drawn]);  // many numbers travel much faster as one word
}"""
"""Tell of all elements of a page twice: as they are, and as they look."""

JUDGE = """async asked => {
    const ask = (context, options) => axe.run(context, {...options, resultTypes: ["violations"], preload: false});
    // A bar that stays where it is may lie over what a person scrolls to: that is judged in the middle of the screen.
    const isReached = async (rule, node) => {
        if (rule.id !== "target-size") return false;
        const element = document.querySelector(node.target[0]);
        element.scrollIntoView({block: "center"});
        const again = await ask({include: [[element]]}, {runOnly: {type: "rule", values: [rule.id]}});
        return !again.violations.length;
    };
    const wrong = [];
    for (const [numbers, options] of asked) {
        const everything = numbers.includes(0);  // then what is said of a page as a whole is asked, too
        const context = everything ? document : {include: numbers.map(each => [window.judged[each]])};
        for (const rule of (await ask(context, options)).violations)
            for (const node of rule.nodes.slice(0, 9))
                if (!await isReached(rule, node)) wrong.push(`${rule.id} ${node.target} ${node.failureSummary}`);
    }
    document.querySelector("main")?.scrollTo(0, window.judgedAt[0]);
    scrollTo(0, window.judgedAt[1]);
    return wrong;
}"""
