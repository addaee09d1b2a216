"""The prompt: what a model is told at one step.

Nothing is cut: every text file goes to the model whole. The brief's one section is the only source of
instructions; the system text explains the reply format and nothing about the task.

What changes least from step to step stands first, so that providers can keep what they have read:
the list of other files, scripts and data, then stylesheets (unchanged by half of the actions), then
pages (unchanged by a quarter), and the task at the end.
"""

from __future__ import annotations

from .actions.catalogue import Action
from .models.protocol import Prompt
from .site import Site
from .templates.loader import Template

SYSTEM = """\
You edit complete static websites. You are given the list of a website's images and the like, every \
text file of it, and one task. Carry out the task, the whole task and nothing but the task: everything that it \
does not mention stays as it is. Use only files that are listed or that you create.

Answer with edits in this format; text outside of the blocks is ignored.

To change parts of a file, give one or more blocks. The SEARCH text must be copied exactly from the \
file, and must occur in it exactly once; include enough lines to make it unique. Blocks are applied in \
order.

### EDIT css/example.css
<<<<<<< SEARCH
  color: red;
=======
  color: blue;
>>>>>>> REPLACE

To write a whole file (a new one, or one changed throughout), give its complete content in a fence:

### FILE css/new.css
```css
body { margin: 0; }
```

To remove a file: `### DELETE path`. If nothing has to be changed: `### NO CHANGES`.
Paths are relative to the site's root. Never abbreviate content ("…", "rest unchanged"): what you write \
is published as it stands.
"""


def build_prompt(template: Template, action: Action, site: Site) -> Prompt:
    """Return the prompt for one step: the site's other files, its whole text files, and the task."""
    parts = ["# The website\n\n## Images and the like\n"]
    parts.extend(
        f"- {path} ({len(content):,} bytes)\n"
        for path, content in site.files.items()
        if not site.is_text(path)
    )
    for path in sorted(filter(site.is_text, site), key=_changes):
        fence = _fence(site.text(path))
        language = path.rpartition(".")[2]
        parts.append(f"\n## {path}\n{fence}{language}\n{site.text(path).rstrip()}\n{fence}\n")
    task = f"\n# The task: {action.name}\n\n{action.instruction(template).strip()}\n"
    return Prompt(SYSTEM, "".join(parts), task)


def _changes(path: str) -> tuple[int, str]:
    """Sort files by how often edits change their kind."""
    suffix = path.rpartition(".")[2].lower()
    return {"css": 1, "html": 2, "htm": 2}.get(suffix, 0), path


def _fence(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return fence
