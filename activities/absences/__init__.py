"""Who is away, who stands in, whose cases go to whom (缺勤、代理、改派)."""
