"""Pictures of the rules: the network, a part of it, a proof; as SVG and as Mermaid."""
