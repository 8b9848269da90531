"""What the shop sells."""

import math
from random import Random

from examples.shop.dice import chance
from examples.shop.rows import Product

# category: (share of what is put into carts, its products)
# product: name, price in kronor, colour
_ASSORTMENT: dict[str, tuple[float, tuple[tuple[str, int, str], ...]]] = {
    "bikes": (
        5,
        (
            ("Vidda city bike, 7 gears", 6_495, "#2f5d50"),
            ("Vidda city bike, step-through", 6_495, "#8a5a44"),
            ("Skare gravel bike", 15_990, "#6b705c"),
            ("Skare gravel bike, carbon", 28_990, "#33413c"),
            ("Torne mountain bike 29", 12_490, "#9b4a2f"),
            ("Torne junior mountain bike 24", 4_995, "#b0542d"),
            ("Stig electric bike", 24_900, "#264653"),
            ("Stig electric cargo bike", 46_900, "#1d3557"),
            ("Tuva children's bike 16", 2_295, "#a23b5a"),
            ("Tuva balance bike", 1_095, "#8f6a1f"),
        ),
    ),
    "helmets": (
        10,
        (
            ("Hjässa city helmet", 599, "#3d405b"),
            ("Hjässa city helmet, reflective", 749, "#52575c"),
            ("Lavin gravel helmet", 1_199, "#5f5a8a"),
            ("Topp trail helmet", 1_395, "#7a4b3a"),
            ("Mini children's helmet", 399, "#a23b5a"),
            ("Visor for Topp", 149, "#4a4e54"),
        ),
    ),
    "tyres": (
        17,
        (
            ("Grus gravel tyre 40-622", 449, "#3b3b3b"),
            ("Asfalt road tyre 28-622", 399, "#444b52"),
            ("Rot trail tyre 29 x 2.4", 549, "#4b3f35"),
            ("Is studded tyre 42-622", 699, "#4f6d7a"),
            ("Is studded tyre 29 x 2.1", 749, "#3f5f73"),
            ("Inner tube 28-47 mm", 79, "#55504b"),
            ("Inner tube 29 x 2.2", 89, "#4a4540"),
            ("Tubeless sealant 250 ml", 189, "#2f6f73"),
            ("Tyre levers, three", 49, "#a4501f"),
        ),
    ),
    "drivetrain": (
        15,
        (
            ("Chain, 9-speed", 249, "#5a5f66"),
            ("Chain, 11-speed", 349, "#4d5560"),
            ("Chain, 12-speed", 499, "#3f4754"),
            ("Cassette 11-34, 11-speed", 795, "#59606b"),
            ("Brake pads, disc", 199, "#7a3030"),
            ("Brake pads, rim", 119, "#83403c"),
            ("Chain oil, wet 100 ml", 109, "#34506b"),
            ("Chain oil, dry 100 ml", 109, "#7b5e2b"),
            ("Degreaser 500 ml", 139, "#3a6b52"),
        ),
    ),
    "lights": (
        13,
        (
            ("Norrsken front light 400 lm", 499, "#276a6f"),
            ("Norrsken front light 1200 lm", 1_295, "#1f5560"),
            ("Glöd rear light", 299, "#9d2f2f"),
            ("Glöd rear light with brake sensor", 549, "#7f2626"),
            ("Light set, USB-C", 449, "#5b4a7d"),
            ("Reflective band, two", 99, "#6e6a1e"),
        ),
    ),
    "clothing": (
        16,
        (
            ("Dis rain jacket", 1_495, "#355070"),
            ("Dis rain trousers", 995, "#3e5c76"),
            ("Ull merino base layer", 799, "#6d597a"),
            ("Ull merino socks", 149, "#7d5a50"),
            ("Tass winter gloves", 449, "#4a3f55"),
            ("Tass summer gloves", 299, "#5c6b3c"),
            ("Gren bib shorts", 1_095, "#2d3142"),
            ("Gren jersey, pine", 749, "#2f5d50"),
            ("Gren jersey, lingon", 749, "#8d2b3d"),
        ),
    ),
    "bags": (
        12,
        (
            ("Packe pannier 20 l, pair", 1_295, "#4f5d2f"),
            ("Packe handlebar bag 7 l", 649, "#5d4f2f"),
            ("Packe saddle bag 1 l", 249, "#4a4a3a"),
            ("Frame bag 4 l", 549, "#46523c"),
            ("Rear rack", 499, "#4c4f55"),
            ("Bottle 750 ml", 129, "#2b6777"),
            ("Bottle cage", 99, "#51565c"),
        ),
    ),
    "service": (
        7,
        (
            ("Spring service", 895, "#1f5c4a"),
            ("Full service", 1_895, "#174438"),
            ("Wheel truing", 349, "#3c6e5d"),
            ("Bike fitting, one hour", 1_250, "#2a5a66"),
            ("Lock, class 3", 649, "#3a3a44"),
            ("Floor pump", 449, "#6b3f2a"),
            ("Multi-tool, 14 functions", 299, "#5a4636"),
        ),
    ),
}


def products(rng: Random) -> tuple[Product, ...]:
    return tuple(
        Product(
            sku=(sku := f"{category[:2].upper()}-{number:03}"),
            name=name,
            category=category,
            price=price,
            stock=0 if chance(rng, 0.06) else rng.randint(1, 120),
            image=colour,
            url=f"/p/{sku.lower()}",
        )
        for category, (_, shelf) in _ASSORTMENT.items()
        for number, (name, price, colour) in enumerate(shelf, start=1)
    )


def popularity(product: Product) -> float:
    """Return how often a product is put into a cart, for comparison with the others.

    Its shelf has a share, and on the shelf the cheap sell more often than the dear.
    """
    share, shelf = _ASSORTMENT[product.category]
    return share * _cheapness(product.price) / sum(_cheapness(price) for _, price, _ in shelf)


def _cheapness(price: int) -> float:
    return math.pow(price, -0.4)
