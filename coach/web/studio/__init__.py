"""The pages of the studio. `routers` lists every desk; `frame` is what their pages share."""
