//! Distances on the globe, and the rows near a position.

use std::f64::consts::PI;

use roaring::RoaringBitmap;

use crate::image::ColumnImage;
use crate::image::columns::{Data, Row};
use crate::model::value::Point;

/// The mean radius of the earth (IUGG), in metres.
const RADIUS: f64 = 6_371_008.8;

/// The farthest that a filter can ask for, in metres: a little more than half around the earth.
pub const FARTHEST: u32 = 20_040_000;

/// The units of a [`Point`] in half a turn.
const HALF_TURN: i64 = 1_800_000_000;

/// The great-circle distance of two positions in metres, on a sphere.
pub fn metres(one: Point, two: Point) -> f64 {
    2.0 * RADIUS * haversine(one, two).min(1.0).sqrt().asin()
}

/// The square of the sine of half the angle between two positions.
fn haversine(one: Point, two: Point) -> f64 {
    let ((north, east), (other_north, other_east)) = (radians(one), radians(two));
    let square = |angle: f64| (angle / 2.0).sin().powi(2);
    square(other_north - north) + north.cos() * other_north.cos() * square(other_east - east)
}

fn radians(point: Point) -> (f64, f64) {
    let (latitude, longitude) = point.degrees();
    (latitude.to_radians(), longitude.to_radians())
}

/// The units of an angle in radians, rounded up, with one to spare.
fn units(angle: f64) -> i64 {
    (angle / PI * HALF_TURN as f64).ceil() as i64 + 1
}

impl ColumnImage {
    /// The rows whose position lies at most `distance` metres from `centre`: those of a belt of
    /// latitudes, by the order of the column, that are near enough.
    pub(super) fn near(&self, centre: Point, distance: u32) -> RoaringBitmap {
        let (Data::Point(cells), Some(order)) = (&self.data, &self.index.order) else {
            return RoaringBitmap::new();
        };
        let distance = f64::from(distance);
        let angle = distance / RADIUS;
        let half = units(angle);
        let latitude = |row: &Row| i64::from(cells.get(*row).latitude);
        let middle = i64::from(centre.latitude);
        let start = order.rows.partition_point(|row| latitude(row) < middle - half);
        let end = order.rows.partition_point(|row| latitude(row) <= middle + half);
        let belt = order.rows.get(start..end).unwrap_or_default();
        // East and west; none where the circle holds a pole, from which all longitudes are near.
        let reaches_pole = middle.abs() + half >= HALF_TURN / 2;
        let sideways = if reaches_pole {
            HALF_TURN
        } else {
            units((angle.sin() / radians(centre).0.cos()).min(1.0).asin())
        };
        let is_near = |row: &Row| {
            let point = cells.get(*row);
            let apart = (i64::from(point.longitude) - i64::from(centre.longitude)).abs();
            // The shorter way, which may cross the antimeridian.
            apart.min(2 * HALF_TURN - apart) <= sideways && metres(centre, point) <= distance
        };
        belt.iter().copied().filter(is_near).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(latitude: f64, longitude: f64) -> Point {
        Point::from_degrees(latitude, longitude).unwrap()
    }

    #[test]
    fn distances_are_those_of_the_globe() {
        let milan = point(45.4642, 9.19);
        let near = |distance: f64, kilometres: f64| (distance / 1000.0 - kilometres).abs() < 1.0;
        assert!(near(metres(milan, point(41.9028, 12.4964)), 477.0), "Rome");
        assert!(near(metres(milan, point(-25.9692, 32.5732)), 8288.1), "Maputo");
        assert!(near(metres(point(0.0, 179.5), point(0.0, -179.5)), 111.2), "antimeridian");
        assert!(near(metres(point(90.0, 0.0), point(90.0, 120.0)), 0.0), "pole");
        assert!(metres(point(90.0, 0.0), point(-90.0, 0.0)) < f64::from(FARTHEST));
        assert_eq!(metres(milan, milan).to_bits(), 0.0_f64.to_bits());
    }
}
