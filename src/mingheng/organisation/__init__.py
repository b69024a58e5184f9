"""Where does everybody stand, on any date? Units, their placements, roles held in units."""
