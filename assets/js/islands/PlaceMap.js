import { PlaceMap } from "../maps/place_map.jsx";
import { putInPlace } from "./take_over.js";

putInPlace("PlaceMap", PlaceMap);
