"""A hundred constructs of five public documentation repositories, in snippets of our own.

Each is shown as its author means it, or named by the check with what to write instead.
"""

from dataclasses import dataclass

GITHUB, MATERIAL = "github/docs", "squidfunk/mkdocs-material"
DOCUSAURUS, KUBERNETES, MYST = (
    "facebook/docusaurus",
    "kubernetes/website",
    "executablebooks/MyST-Parser",
)


@dataclass(frozen=True)
class Construct:
    """What it is, where it is met, a snippet; what its HTML holds, or what the check says."""

    name: str
    repository: str
    text: str
    shows: tuple[str, ...] = ()
    named: str = ""
    line: int = 1


def right(name: str, repository: str, text: str, *shows: str) -> Construct:
    return Construct(name, repository, text, shows=shows)


def named(name: str, repository: str, text: str, words: str, line: int = 1) -> Construct:
    return Construct(name, repository, text, named=words, line=line)


CONSTRUCTS = (
    # GitHub's own Markdown
    right("bold", GITHUB, "**Run** it", "<strong>Run</strong>"),
    right("bold with underscores", GITHUB, "__Run__ it", "<strong>Run</strong>"),
    right("italic", GITHUB, "_Run_ it", "<em>Run</em>"),
    right("bold in italic", GITHUB, "***Run***", "<em><strong>Run</strong></em>"),
    right("strikethrough", GITHUB, "~~old~~ new", "<s>old</s>"),
    right("strikethrough, one tilde", GITHUB, "~old~ new", "<s>old</s>"),
    right("keys", GITHUB, "Press <kbd>Ctrl</kbd>+<kbd>C</kbd>.", "<kbd>Ctrl</kbd>"),
    right("subscript in HTML", GITHUB, "H<sub>2</sub>O", "<sub>2</sub>"),
    right("superscript in HTML", GITHUB, "x<sup>2</sup>", "<sup>2</sup>"),
    right("underline in HTML", GITHUB, "<ins>new</ins> words", "<p>", "<ins>new</ins>"),
    right("alert NOTE", GITHUB, "> [!NOTE]\n> Read.", 'callout-note"', ">Note<", "<p>Read.</p>"),
    right("alert TIP", GITHUB, "> [!TIP]\n> Read.", 'callout-tip"', ">Tip<"),
    right("alert IMPORTANT", GITHUB, "> [!IMPORTANT]\n> Read.", 'callout-important"'),
    right("alert WARNING", GITHUB, "> [!WARNING]\n> Read.", 'callout-warning"'),
    right("alert CAUTION", GITHUB, "> [!CAUTION]\n> Read.", 'callout-caution"'),
    right("alert with a list", GITHUB, "> [!NOTE]\n> * one\n> * two", "<li>one</li>"),
    right("alert in small letters", GITHUB, "> [!note]\n> Read.", 'callout-note"'),
    named("alert of another program", GITHUB, "> [!INFO]\n> Read.", "write > [!NOTE]"),
    named("alert with a title", GITHUB, "> [!NOTE] Read this\n> Words.", "write > [!NOTE]"),
    right("quote", GITHUB, "> Said.", "<blockquote>\n<p>Said.</p>"),
    right("quote in a quote", GITHUB, "> One\n> > Two", "<blockquote>\n<p>Two</p>"),
    right("list right below words", GITHUB, "Do:\n- one\n- two", "<li>one</li>"),
    right("list nested by two spaces", GITHUB, "- a\n  - b", "<li>a\n<ul>\n<li>b</li>"),
    right("list nested in numbers", GITHUB, "1. a\n   - b\n     - c", "<li>b\n<ul>\n<li>c</li>"),
    right("task list", GITHUB, "- [x] done\n- [ ] not", 'class="tasks"', 'aria-label="Done:"'),
    right("task list, nested", GITHUB, "- [ ] a\n  - [x] b", 'aria-label="To do:"'),
    right("link", GITHUB, "[site](https://example.org/)", 'href="https://example.org/"'),
    right("bare address", GITHUB, "See https://example.org/a.", 'href="https://example.org/a"'),
    right("address in signs", GITHUB, "<https://example.org/>", 'href="https://example.org/"'),
    right("table", GITHUB, "| a | b |\n| --- | --- |\n| 1 | 2 |", "<table>", "<td>1</td>"),
    right("table, aligned", GITHUB, "| a | b |\n|:-:|--:|\n| 1 | 2 |", 'align="center"'),
    right("table right below words", GITHUB, "So:\n| a | b |\n|---|---|\n| 1 | 2 |", "<table>"),
    right("pipe in a cell", GITHUB, "| a |\n|---|\n| `x \\| y` |", "<code>x | y</code>"),
    right(
        "code in a list", GITHUB, "1. Run:\n\n   ```sh\n   ls\n   ```", "<li>", '<figure class="c'
    ),
    right("code in a quote", GITHUB, "> ```json\n> {}\n> ```", "<blockquote>", "<figure"),
    right("formula", GITHUB, "So $x^2$ is", "<msup><mi>x</mi><mn>2</mn></msup>"),
    right("formula in backticks", GITHUB, "So $`x_1`$ is", "<msub>"),
    right("formula on its own", GITHUB, "$$\nx^2\n$$", 'aria-label="Formula"', 'display="block"'),
    right("formula in a fence", GITHUB, "```math\nx^2\n```", 'display="block"'),
    right("dollars that are money", GITHUB, "From $5 to $6", "From $5 to $6"),
    right("escaped dollar", GITHUB, "It is \\$5, or $x$", "It is $5, or"),
    right("line ended by a backslash", GITHUB, "one\\\ntwo", "one<br>"),
    right("comment in HTML", GITHUB, "words <!-- not seen --> here", "<p>words  here</p>"),
    right(
        "folded part",
        GITHUB,
        "<details>\n<summary>More</summary>\n\n- a\n\n</details>",
        "<summary>More</summary>",
        "<li>a</li>",
    ),
    named("Mermaid without a picture", GITHUB, "```mermaid\ngraph LR\n  A-->B\n```", "mmdc -i -"),
    named("tag of Liquid", GITHUB, "Press {% octicon 'gear' %}.", "write what it would give"),
    named("name of a sign", GITHUB, "Well done :tada:", "write the sign itself"),
    named("theme picture in HTML", GITHUB, "<picture>\n</picture>", "raw HTML"),
    named("anchor in HTML", GITHUB, 'words <a name="here"></a>', "isn't shown"),
    named("heading of the first level", GITHUB, "# Title", "sections are ##"),
    named("heading without a space", GITHUB, "##Title", "a heading has a space"),
    # MkDocs, with Material and PyMdown
    named("box", MATERIAL, '!!! note "Title"\n\n    Words.', "a box of MkDocs"),
    named("folded box", MATERIAL, '??? info "Title"\n\n    Words.', "a box of MkDocs"),
    named("tabs", MATERIAL, '=== "Linux"\n\n    Words.', "<details name="),
    named("highlighted words", MATERIAL, "==marked== words", "write <mark>"),
    named("keys with plus signs", MATERIAL, "Press ++ctrl+alt+del++.", "<kbd>"),
    named("superscript with carets", MATERIAL, "A^T^A", "<sup>"),
    named("inserted with carets", MATERIAL, "^^new^^ words", "<ins>"),
    named("review marks", MATERIAL, "Text is {--deleted--} here", "marks of a review"),
    named("icon", MATERIAL, ":octicons-tag-24: 9.0", "write the sign itself"),
    named("attributes of a link", MATERIAL, "[a](https://b.org/){ .button }", "attributes aren't"),
    named("attributes of a block", MATERIAL, "Words\n{: .lead }", "attributes aren't", 2),
    named("piece of a file", MATERIAL, '--8<-- "notes.md"', "pieces of files"),
    named("HTML around Markdown", MATERIAL, '<div class="grid" markdown>\n</div>', "raw HTML"),
    named("lines pointed out", MATERIAL, '```yaml hl_lines="2 3"\na: 1\n```', "mark="),
    named("numbered lines", MATERIAL, '```yaml linenums="1"\na: 1\n```', "mark="),
    named("fence with attributes", MATERIAL, "``` { .yaml .copy }\na: 1\n```", "a directive"),
    named("table of contents", MATERIAL, "[TOC]", "own table of contents"),
    named("snippet link", MATERIAL, "See [[Other page]].", "write a link"),
    right("title of code", MATERIAL, '```yaml title="a.yml"\na: 1\n```', "<figcaption>a.yml<"),
    right("space before the language", MATERIAL, "``` yaml\na: 1\n```", "<figure"),
    right(
        "notes in code", MATERIAL, "```yaml\na: 1 # (1)!\n```\n\n1. One.", "# (1)<", "<li>One.</li>"
    ),
    named("note in code without its words", MATERIAL, "```yaml\na: 1 # (1)!\n```", "has no item"),
    right("abbreviation", MATERIAL, "HTML is\n\n*[HTML]: Hypertext", '<abbr title="Hypertext">'),
    right(
        "list of definitions", MATERIAL, "Term\n:   Meaning", "<dt>Term</dt>", "<dd>Meaning</dd>"
    ),
    right("link by name", MATERIAL, "[Pygments]\n\n  [Pygments]: https://pygments.org", "<a href"),
    named("link by a name nobody gave", MATERIAL, "See [the docs][guide].", "no line [name]"),
    right("footnote", MATERIAL, "Words.[^1]\n\n[^1]: A note.", "<sup"),
    # Docusaurus, with MDX
    named("box with colons", DOCUSAURUS, ":::tip\n\nWords.\n\n:::", "::: is shown"),
    named("box with a title", DOCUSAURUS, ":::caution Beware\n\nWords.\n\n:::", "::: is shown"),
    named("import of MDX", DOCUSAURUS, "import Tabs from '@theme/Tabs';", "scripts aren't read"),
    named("export of MDX", DOCUSAURUS, "export const x = 1", "scripts aren't read"),
    named("component", DOCUSAURUS, "<Tabs>\n</Tabs>", "raw HTML"),
    named("component in a sentence", DOCUSAURUS, "Press <Icon name='x' />.", "isn't shown"),
    named("anchor of one's own", DOCUSAURUS, "### Code title {#code-title}", "attributes aren't"),
    named("lines in braces", DOCUSAURUS, "```js {1,3}\nlet a\n```", "mark="),
    right("title and language", DOCUSAURUS, '```jsx title="a.js"\nlet a\n```', "a.js"),
    right("four ticks around three", DOCUSAURUS, "````md\n```js\n```\n````", "```js"),
    # Hugo, as Kubernetes has it
    named("shortcode", KUBERNETES, "{{< note >}}\nWords.\n{{< /note >}}", "a tag of another"),
    named("shortcode with Markdown", KUBERNETES, "{{% tab %}} words", "a tag of another program"),
    right("table without outer pipes", KUBERNETES, "a | b\n:--|:--\n1 | 2", "<table>"),
    right("stars for a list", KUBERNETES, "* one\n* two", "<li>one</li>"),
    right("numbers with brackets", KUBERNETES, "1) one\n2) two", "<ol>\n<li>one</li>"),
    named("underlined heading", KUBERNETES, "Title\n-----", "a heading is written ##", 2),
    named("heading underlined twice", KUBERNETES, "Title\n=====", "a heading is written ##", 2),
    # MyST and Sphinx
    named("directive in a fence", MYST, "```{note}\nWords.\n```", "a directive is shown"),
    named("role", MYST, "See {ref}`here`.", "a role of Sphinx"),
    named("role with colons", MYST, "See :doc:`here`.", "a role of Sphinx"),
    named("label of a section", MYST, "(my-label)=\n\nWords.", "labels aren't read"),
    named("substitution", MYST, "Version {{ version }}.", "variables aren't filled in"),
    named("raw environment", MYST, "\\begin{gather*}\na\n\\end{gather*}", "between dollar signs"),
    named("formula in brackets", MYST, "So \\(x^2\\) is", "between dollar signs"),
    named("command nobody knows", MYST, "So $\\foo{x}$ is", "no command known here"),
    named("reStructuredText", MYST, ".. note::\n\n   Words.", "reStructuredText"),
    right("formula in a list", MYST, "- A list\n- $$ a = 1 $$", "<math"),
    right("formula in a quote", MYST, "> $$\n> a = 1\n> $$", "<blockquote>", "<math"),
)
