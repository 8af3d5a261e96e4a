import { MapWithList } from "../maps/public_map.jsx";
import { takeOver } from "./take_over.js";

takeOver("PublicMap", MapWithList);
