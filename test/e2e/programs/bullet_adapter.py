"""An adapter of the user's own."""

import dspy


class BulletAdapter(dspy.ChatAdapter):
    """Another format altogether."""

    def format_field_structure(self, signature):
        return "Answer with lines `* name: value`."

    def user_message_output_requirements(self, signature):
        return "Lines, please."

    def format_assistant_message_content(self, signature, outputs, missing_field_message=None):
        return "\n".join(f"* {name}: {value}" for name, value in outputs.items())

    def parse(self, signature, completion):
        found = {}
        for line in completion.splitlines():
            if line.startswith("* ") and ": " in line:
                name, value = line[2:].split(": ", 1)
                if name in signature.output_fields:
                    kind = signature.output_fields[name].annotation
                    found[name] = kind(value) if kind in (int, float, str) else value
        return found
