"""How limits run (期限的起算、停止、推算): starts, standstill, dates, what passes."""
