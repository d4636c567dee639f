"""Telling whoever has a step that its last day comes near (到期提醒), once for each nearness."""
