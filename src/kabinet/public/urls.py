"""Addresses of the public face."""

from django.urls import URLPattern, URLResolver, include, path

from kabinet.public.views import branding, calculator, home, pages, products

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("branding.css", branding.stylesheet, name="branding"),
    path("loans/", products.products, name="products"),
    path("loans/<slug:code>/", products.product, name="product"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("how-to-repay/", pages.how_to_repay, name="how_to_repay"),
    path("documents/", pages.legal, name="legal"),
    path("documents/privacy/", pages.legal_text, {"code": "privacy"}, name="privacy"),
    path("documents/<slug:code>/", pages.legal_text, name="legal_text"),
    path("documents/<slug:code>/<int:number>/", pages.legal_text, name="legal_edition"),
    path("", include("kabinet.public.urls_sign_in")),
]
