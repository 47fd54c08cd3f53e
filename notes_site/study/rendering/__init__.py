"""Markdown to HTML that is safe to send; nothing else in the project decides that HTML is safe."""

from notes_site.study.rendering.renderer import RenderedSection, RenderedTopic, Renderer, plain_text

__all__ = ["RenderedSection", "RenderedTopic", "Renderer", "plain_text"]
