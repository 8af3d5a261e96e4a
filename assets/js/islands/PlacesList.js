import { Places } from "../maps/places_list.jsx";
import { takeOver } from "./take_over.js";

takeOver("PlacesList", Places);
