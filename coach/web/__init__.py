"""The pages: what a browser shows. Nothing here reads files of the store or talks to engines by itself."""
